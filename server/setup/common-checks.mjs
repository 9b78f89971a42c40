// @ts-check
import { atLeast, check, GB, gigabytes, ok } from "./host-check.mjs";
import { installsPackages } from "./known-systems.mjs";

/** @typedef {import("./host-check.mjs").HostCheck} HostCheck */
/** @typedef {import("./host-check.mjs").HostFacts} HostFacts */
/** @typedef {import("./port-state.mjs").PortState} PortState */

/** What it means that a program is missing. @typedef {(name: string, program: string) => HostCheck} Missing */

/** Images, mirror and thirty sandboxes; below the second figure not even the images fit. */
const DISK_BYTES = { good: 6 * GB, least: 3 * GB };
/** The files of a sandbox's image, where each sandbox has its own. */
const IMAGE_COPY_BYTES = 0.6 * GB;
/** Building the pages takes 2 GB, a sandbox at rest 40 MB. */
const MEMORY_BYTES = { good: 2 * GB, least: 1 * GB };
/** A sandbox's engine, its terminals and the server hold a few thousand files between them. */
const MIN_OPEN_FILES = 4_096;
const MIN_PROCESSES = 4_096;
/** What a sandbox's limits are made of. */
const NEEDED_CONTROLLERS = ["cpu", "memory", "pids"];
/** Podman's `--userns=auto` and seccomp profiles as used here. */
const MIN_PODMAN = [4, 3];
/** The server needs a Node that runs TypeScript as it is. npm brings one for this platform only. */
const BUNDLED_NODE_ARCH = "x64";
const MIN_NODE = [22, 19];

/** @param {HostFacts} host */
export function checkSystem({ platform, distribution }) {
  if (platform !== "linux") {
    const todo = "Sandboxes need Linux: use a Linux machine, or a virtual machine with Debian 12.";
    return check("system", false, platform, "stop", todo);
  }
  const todo = "Install what is missing below by hand; the set-up knows Debian 12, Ubuntu 24.04 and newer.";
  return check("system", installsPackages(distribution), distribution.name, "warn", todo);
}

/** @param {HostFacts} host */
export function checkNode({ arch }) {
  if (arch === BUNDLED_NODE_ARCH) return ok("node", `${process.versions.node} for the set-up; npm brings 24`);
  const todo = `Install Node ${MIN_NODE.join(".")} or newer: on ${arch} the lab runs on the system's Node.`;
  return check("node", atLeast(process.versions.node, MIN_NODE), process.versions.node, "stop", todo);
}

/** @param {HostFacts} host @param {Missing} missing */
export function checkEngine(host, missing) {
  if (!host.programs.podman) return missing("engine", "podman");
  const found = `Podman ${host.podmanVersion ?? "of unknown version"}`;
  const todo = `Install Podman ${MIN_PODMAN.join(".")} or newer.`;
  return check("engine", atLeast(host.podmanVersion ?? "", MIN_PODMAN), found, "stop", todo);
}

/** @param {HostFacts} host @param {Missing} missing */
export function checkConfinement(host, missing) {
  if (!host.programs.setpriv) return missing("confinement", "setpriv");
  if (!host.programs.bwrap) return missing("confinement", "bwrap");
  return ok("confinement", "bwrap and setpriv");
}

/** @param {HostFacts} host */
export function checkProject({ isProjectShared }) {
  const found = isProjectShared ? "can be read by the lab's own user" : "can be read by its owner alone";
  const todo =
    "Let the lab's own user read this checkout, and what is built in it: umask 022 && chmod -R go+rX .";
  return check("project files", isProjectShared, found, "stop", todo);
}

/** @param {HostFacts} host @param {string} todo How to get controllers that are not there. */
export function checkControllers({ cgroupVersion, controllers }, todo) {
  const name = "control groups";
  if (cgroupVersion === undefined) {
    const mount = "Mount the control groups at /sys/fs/cgroup: without them a sandbox has no limits.";
    return check(name, false, "none at /sys/fs/cgroup", "stop", mount);
  }
  const lacking = NEEDED_CONTROLLERS.filter((each) => !controllers.includes(each));
  const found = [`v${cgroupVersion}`, ...lacking.map((each) => `no ${each}`)].join(", ");
  return check(name, lacking.length === 0, found, "stop", todo);
}

/** @param {HostFacts} host */
export function checkKernel({ overlay, userNamespaces, virtualNetworks }) {
  const networks = virtualNetworks === undefined ? "not tried" : virtualNetworks ? "work" : "refused";
  return [
    check(
      "overlay",
      overlay,
      overlay ? "in the kernel" : "not in the kernel",
      "stop",
      "Use a kernel with the overlay file system: images are made of it.",
    ),
    check(
      "user namespaces",
      userNamespaces,
      userNamespaces ? "allowed" : "forbidden",
      "stop",
      "Allow them: sysctl user.max_user_namespaces=65536",
    ),
    check(
      "virtual networks",
      virtualNetworks !== false,
      networks,
      "stop",
      "Use a kernel with veth and bridge: the learner's containers need them.",
    ),
  ];
}

/** @param {HostFacts} host */
export function checkLimits({ openFiles, processes }) {
  const todo = (/** @type {string} */ what, /** @type {number} */ least) =>
    `Raise the hard limit of ${what} to ${least} or more (limits.conf(5), or LimitNOFILE/LimitNPROC of the service).`;
  return [
    check(
      "open files",
      openFiles >= MIN_OPEN_FILES,
      limit(openFiles),
      "stop",
      todo("nofile", MIN_OPEN_FILES),
    ),
    check("processes", processes >= MIN_PROCESSES, limit(processes), "stop", todo("nproc", MIN_PROCESSES)),
  ];
}

/** @param {number} value */
const limit = (value) => (Number.isFinite(value) ? `up to ${value}` : "no limit");

/**
 * @param {HostFacts} host
 * @param {{ place: string, copies: number }} images Where they are kept, and how many copies of the sandbox's own.
 * @returns {HostCheck}
 */
export function checkDisk({ diskFree }, { place, copies }) {
  if (diskFree === undefined) return ok("disk", "not known");
  const otherwise = diskFree < DISK_BYTES.least ? "stop" : "warn";
  const good = DISK_BYTES.good + copies * IMAGE_COPY_BYTES;
  const todo = `Free ${Math.ceil(good / GB)} GB where ${place} lies: images and sandboxes are kept there.`;
  return check("disk", diskFree >= good, `${gigabytes(diskFree)} free`, otherwise, todo);
}

/** @param {HostFacts} host @returns {HostCheck} */
export function checkMemory({ memory }) {
  const otherwise = memory < MEMORY_BYTES.least ? "stop" : "warn";
  const todo = "Free 2 GB of memory: building the pages alone takes that much.";
  return check("memory", memory >= MEMORY_BYTES.good, `${gigabytes(memory)} available`, otherwise, todo);
}

/** @param {{ port: number, portState: PortState }} lab */
export function checkPort({ port, portState }) {
  const found = { free: "is free", lab: "serves a lab already", taken: "is taken" }[portState];
  const todo = "Stop what listens there, or choose another: PORT=3001 npm start";
  return check("port", portState !== "taken", `${port} ${found}`, "stop", todo);
}
