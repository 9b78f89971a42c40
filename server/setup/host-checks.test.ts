import { describe, expect, it } from "vitest";
import type { HostFacts } from "./detect-host.mjs";
import { PROGRAMS, parseDistribution, parseHardLimit } from "./detect-host.mjs";
import { atLeast } from "./host-check.mjs";
import { checkHost } from "./host-checks.mjs";
import { installsPackages } from "./known-systems.mjs";

const debian = { id: "debian", version: "12", name: "Debian GNU/Linux 12 (bookworm)" };
const programs = {
  bwrap: "/usr/bin/bwrap",
  setpriv: "/usr/bin/setpriv",
  podman: "/usr/bin/podman",
  runc: "/usr/sbin/runc",
  crun: "/usr/bin/crun",
  "mkfs.ext4": "/usr/sbin/mkfs.ext4",
};
const good: HostFacts = {
  platform: "linux",
  isProjectShared: true,
  arch: "x64",
  kernel: "6.1.0-25-amd64",
  distribution: debian,
  isRoot: true,
  sudo: undefined,
  rootless: undefined,
  cgroupVersion: 2,
  controllers: ["cpuset", "cpu", "io", "memory", "hugetlb", "pids"],
  programs,
  podmanVersion: "4.3.1",
  openFiles: 1_048_576,
  processes: Number.POSITIVE_INFINITY,
  diskFree: 50e9,
  memory: 8e9,
  userIds: { uids: 6_553_600, gids: 6_553_600 },
  overlay: true,
  fileSystemsInFiles: true,
  userNamespaces: true,
  virtualNetworks: true,
};
const rootless = {
  user: "ada",
  hasManager: true,
  lingers: true,
  sandboxes: 30,
  commandToGrant: "usermod --add-subuids 1-9 ada",
  inotifyInstances: 1024,
};
const lab = { maxSandboxes: 30, port: 3000, portState: "free" as const };

const faults = (host: Partial<HostFacts>, more: Partial<Parameters<typeof checkHost>[1]> = {}) =>
  checkHost({ ...good, ...host }, { ...lab, ...more })
    .filter((check) => check.state !== "ok")
    .map((check) => `${check.name}: ${check.state}`);

/** Of an ordinary user who has been given all there is to give, and one thing less. */
const faultsWithoutRoot = (host: Partial<HostFacts>) =>
  faults({
    isRoot: false,
    rootless,
    fileSystemsInFiles: false,
    programs: Object.fromEntries(PROGRAMS.map((name) => [name, `/usr/bin/${name}`])),
    ...host,
  });

describe("checkHost", () => {
  it("finds nothing on a good machine", () => {
    expect(faults({})).toEqual([]);
  });

  it.each<[string, Partial<HostFacts>, string]>([
    ["no Linux", { platform: "darwin" }, "system: stop"],
    ["an unknown distribution", { distribution: { ...debian, id: "fedora" } }, "system: warn"],
    ["neither root nor sudo", { isRoot: false }, "privileges: stop"],
    [
      "no Podman yet",
      { programs: { ...programs, podman: undefined }, podmanVersion: undefined },
      "engine: setup",
    ],
    ["no bubblewrap yet", { programs: { ...programs, bwrap: undefined } }, "confinement: setup"],
    ["a checkout that its owner alone can read", { isProjectShared: false }, "project files: stop"],
    ["an old Podman", { podmanVersion: "3.4.4" }, "engine: stop"],
    ["no limits", { cgroupVersion: undefined, controllers: [] }, "control groups: stop"],
    ["no limit of memory", { controllers: ["cpu", "pids"] }, "control groups: stop"],
    ["no user namespaces", { userNamespaces: false }, "user namespaces: stop"],
    ["an old kernel", { kernel: "5.10.0-8-amd64" }, "shared image: warn"],
    ["no ids", { userIds: { uids: 0, gids: 0 } }, "user ids: setup"],
    ["few open files", { openFiles: 1_024 }, "open files: stop"],
    ["little disk", { diskFree: 4e9 }, "disk: warn"],
    ["no disk", { diskFree: 1e9 }, "disk: stop"],
    ["no loop devices", { fileSystemsInFiles: false }, "sandbox disks: warn"],
    [
      "nothing to format disks with",
      { programs: { ...programs, "mkfs.ext4": undefined } },
      "sandbox disks: setup",
    ],
  ])("tells of %s", (_, host, fault) => {
    expect(faults(host)).toEqual([fault]);
  });

  it("wants runc where crun refuses the control groups", () => {
    const withoutRunc = { ...programs, runc: undefined };
    expect(faults({ programs: withoutRunc, cgroupVersion: 2 })).toEqual([]);
    expect(faults({ programs: withoutRunc, cgroupVersion: 1 })).toEqual(["runtime: setup"]);
  });

  it("minds a port that is taken, unless by a lab", () => {
    expect(faults({}, { portState: "taken" })).toEqual(["port: stop"]);
    expect(faults({}, { portState: "lab" })).toEqual([]);
  });

  it("refuses an ordinary user only what an administrator can give, a sentence for each", () => {
    expect(faultsWithoutRoot({})).toEqual(["sandbox disks: warn"]);
    expect(faultsWithoutRoot({ cgroupVersion: 1 })).toContain("control groups: stop");
    expect(faultsWithoutRoot({ controllers: ["memory", "pids"] })).toContain("control groups: stop");
    expect(faultsWithoutRoot({ kernel: "5.10.0-8-amd64" })).toContain("image: stop");
    expect(faultsWithoutRoot({ diskFree: 20e9 })).toContain("disk: warn");
    const bare = { ...rootless, hasManager: false, lingers: false, sandboxes: 0, inotifyInstances: 128 };
    const checks = checkHost({ ...good, programs: {}, rootless: bare }, lab);
    const todos = Object.fromEntries(checks.flatMap(({ name, todo }) => (todo ? [[name, todo]] : [])));
    expect(todos.programs).toMatch(/apt-get install --no-install-recommends docker-registry .*\buidmap\b/);
    expect(todos.engine).toMatch(/administrator install .* podman$/);
    expect(todos.confinement).toMatch(/administrator install .* util-linux$/);
    expect(todos["own systemd"]).toMatch(/^Log in as yourself/);
    expect(todos.lingering).toContain("loginctl enable-linger ada");
    expect(todos["user ids"]).toBe("Have an administrator run usermod --add-subuids 1-9 ada");
    expect(todos["shared counts"]).toContain("sysctl -w fs.inotify.max_user_instances=");
  });

  it("offers an ordinary user with ids for a few sandboxes a lab of so many", () => {
    const checks = checkHost({ ...good, rootless: { ...rootless, sandboxes: 6 } }, lab);
    expect(checks.find(({ name }) => name === "user ids")?.todo).toMatch(
      /: SLIPWAY_MAX_SANDBOXES=6 npm start$/,
    );
  });

  it("says what to do about every fault", () => {
    const bad = { ...good, platform: "darwin", isRoot: false, openFiles: 1, diskFree: 1, memory: 1 };
    const unhappy = checkHost(bad, lab).filter((check) => check.state !== "ok");
    expect(unhappy).toHaveLength(5);
    expect(unhappy.every((check) => check.todo)).toBe(true);
  });
});

describe("versions", () => {
  it.each([
    ["12", [12], true],
    ["13.1", [12], true],
    ["11", [12], false],
    ["4.3.1", [4, 3], true],
    ["4.2.9", [4, 3], false],
    ["24.04", [24, 4], true],
    ["22.04", [24, 4], false],
    ["5.19.0-41-generic", [5, 19], true],
    ["", [4, 3], false],
  ])("%s against %j: %s", (version, least, answer) => {
    expect(atLeast(version, least)).toBe(answer);
  });

  it("installs on Debian 12 and Ubuntu 24.04 and newer", () => {
    expect(installsPackages(debian)).toBe(true);
    expect(installsPackages({ ...debian, version: "" })).toBe(true);
    expect(installsPackages({ ...debian, version: "11" })).toBe(false);
    expect(installsPackages({ id: "ubuntu", version: "24.04", name: "" })).toBe(true);
    expect(installsPackages({ id: "fedora", version: "41", name: "" })).toBe(false);
  });
});

describe("what the system says of itself", () => {
  it("reads os-release, quoted or not", () => {
    const text = 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n';
    expect(parseDistribution(text)).toEqual({ id: "ubuntu", version: "24.04", name: "Ubuntu 24.04.1 LTS" });
    expect(parseDistribution("")).toEqual({ id: "", version: "", name: "an unknown system" });
  });

  it("reads hard limits", () => {
    const text = [
      "Limit                     Soft Limit           Hard Limit           Units     ",
      "Max processes             96364                unlimited            processes ",
      "Max open files            1024                 20000                files     ",
    ].join("\n");
    expect(parseHardLimit(text, "Max open files")).toBe(20_000);
    expect(parseHardLimit(text, "Max processes")).toBe(Number.POSITIVE_INFINITY);
  });
});
