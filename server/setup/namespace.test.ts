import { expect, it } from "vitest";
import { idsOfMap, inNamespace } from "./namespace.mjs";

it("counts the ids of a namespace by range, but for its root", () => {
  expect(idsOfMap("         0       1000          1\n         1     100000      65536\n")).toEqual([65_536]);
  expect(idsOfMap("0 1000 1\n1 100000 65536\n65537 1000000 131073\n")).toEqual([65_536, 131_073]);
});

it("runs a command by programs that each become the next, and tells Podman where it is", () => {
  const place = { holder: "4711", limits: "/run/user/1000/ids", uid: 1000, gid: 1001 };
  const line = inNamespace(["node", "server/index.ts"], place);
  expect(line.slice(-3)).toEqual([place.limits, "node", "server/index.ts"]);
  expect(line).toContain("--target=4711");
  expect(line).toContain("_CONTAINERS_ROOTLESS_UID=1000");
  expect(line).toContain("_CONTAINERS_ROOTLESS_GID=1001");
  const scripts = line.filter((word) => word.includes("exec"));
  expect(scripts).toHaveLength(2);
  for (const script of scripts) expect(script).toMatch(/exec "\$@"$/);
});
