import { describe, expect, it } from "vitest";
import { rightsOf } from "./host-rights.mjs";

const SCOPE = "/user.slice/user-1000.slice/user@1000.service/app.slice/run-r1.scope";
const environment = { HOME: "/home/ada", XDG_RUNTIME_DIR: "/run/user/1000" };

describe("what the host has", () => {
  it("is the machine's for root, whatever root's session says", () => {
    const root = rightsOf({ uid: 0, environment, procCgroup: `0::${SCOPE}\n` });
    expect(root).toEqual({
      kind: "root",
      runRoot: "/run",
      stateRoot: "/var/lib/slipway",
      podmanOptions: [],
      cgroup: "/",
    });
  });

  it("is the user's own folders, store and control group for root of a user namespace", () => {
    const marked = { ...environment, _CONTAINERS_ROOTLESS_UID: "1000" };
    const rootless = rightsOf({ uid: 0, environment: marked, procCgroup: `0::${SCOPE}/_lab\n` });
    expect(rootless).toMatchObject({
      kind: "rootless",
      runRoot: "/run/user/1000",
      stateRoot: "/home/ada/.local/share/slipway",
      cgroup: SCOPE,
    });
    expect(rootless.podmanOptions.join(" ")).toBe(
      "--root /home/ada/.local/share/slipway/podman.store --runroot /run/user/1000/slipway.podman/storage --tmpdir /run/user/1000/slipway.podman/tmp --storage-driver overlay --runtime-flag rootless=false",
    );
  });

  it("is the same for the user outside of it, who finds the lab there", () => {
    const user = rightsOf({ uid: 1000, environment, procCgroup: "0::/user.slice\n" });
    expect(user.kind).toBe("none");
    expect(user.runRoot).toBe("/run/user/1000");
    const elsewhere = { ...environment, XDG_DATA_HOME: "/data/ada" };
    expect(rightsOf({ uid: 1000, environment: elsewhere, procCgroup: "" }).stateRoot).toBe(
      "/data/ada/slipway",
    );
  });
});
