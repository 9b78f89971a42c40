import { expect, test } from "vitest";
import { parse } from "yaml";
import { registryConfig } from "./registry-config.ts";

const storage = "/data/mirror/registry";

test("what sandboxes pull from cannot be written and is on no network", () => {
  const config = parse(
    registryConfig({ storage, listen: { socketPath: "/run/r.sock" }, mode: { kind: "read-only" } }),
  );
  expect(config.storage.maintenance.readonly.enabled).toBe(true);
  expect(config.http).toEqual({ net: "unix", addr: "/run/r.sock" });
});

test("the writable one listens on loopback only", () => {
  const config = parse(registryConfig({ storage, listen: { port: 4321 }, mode: { kind: "writable" } }));
  expect(config.http.addr).toBe("127.0.0.1:4321");
  expect(config.storage.delete.enabled).toBe(true);
});

test("pull-through names the hub", () => {
  const mode = { kind: "proxy", hub: "https://hub.example" } as const;
  const config = parse(registryConfig({ storage, listen: { socketPath: "/run/h.sock" }, mode }));
  expect(config.proxy).toEqual({ remoteurl: "https://hub.example" });
});
