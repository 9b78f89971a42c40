// @ts-check
import { IDS_PER_SANDBOX, idsNeeded } from "./user-id-ranges.mjs";

/**
 * One precondition. `stop`: the lab cannot run; `setup`: `npm start` mends it; `warn`: it runs, but not well.
 * @typedef {object} HostCheck
 * @property {string} name
 * @property {"ok" | "setup" | "warn" | "stop"} state
 * @property {string} found
 * @property {string} [todo]
 */

/** @typedef {import("./port-state.mjs").PortState} PortState */

const GB = 1e9;
/** Images, mirror and thirty sandboxes; below the second figure not even the images fit. */
const DISK_BYTES = { good: 6 * GB, least: 3 * GB };
/** Without root: the image's files, once for the ids of each sandbox. */
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
/** Idmapped mounts of overlay file systems: sandboxes share the files of their image instead of copying them. */
const IDMAPPED_OVERLAY_KERNEL = [5, 19];
/** Overlay file systems that an ordinary user may mount. */
const ROOTLESS_OVERLAY_KERNEL = [5, 11];
/** For what watches files in it: `tail -f`, editors, servers that read their settings again. An idle engine has none. */
const INOTIFY_INSTANCES_PER_SANDBOX = 8;
/** The server needs a Node that runs TypeScript as it is. npm brings one for this platform only. */
const BUNDLED_NODE_ARCH = "x64";
const MIN_NODE = [22, 19];

/** What a lab without root needs besides what is checked by itself, and packages that are not named after their program. */
const PROGRAMS_WITHOUT_ROOT = [
  "docker-registry",
  "g++",
  "make",
  "mmdebstrap",
  "newgidmap",
  "newuidmap",
  "nsenter",
  "openssl",
  "python3",
  "systemd-run",
];
const PACKAGES = {
  bwrap: "bubblewrap",
  newgidmap: "uidmap",
  newuidmap: "uidmap",
  nsenter: "util-linux",
  setpriv: "util-linux",
  "systemd-run": "systemd",
};

/** @param {string} program @returns {string} */
const packageOf = (program) => /** @type {Record<string, string>} */ (PACKAGES)[program] ?? program;

const DEBIAN_MIN = [12];
const UBUNTU_MIN = [24, 4];

/**
 * True when this system's packages are known, so that the set-up can install them.
 * @param {import("./detect-host.mjs").Distribution} distribution
 */
export function installsPackages({ id, version }) {
  if (id === "debian") return version === "" || atLeast(version, DEBIAN_MIN);
  return id === "ubuntu" && atLeast(version, UBUNTU_MIN);
}

/**
 * The first numbers of a version against a least one.
 * @param {string} version
 * @param {readonly number[]} least
 */
export function atLeast(version, least) {
  const numbers = version.split(/[^0-9]+/).map(Number);
  for (const [index, want] of least.entries()) {
    const have = numbers[index] ?? 0;
    if (have !== want) return have > want;
  }
  return true;
}

/**
 * Everything that must be true of the machine, in the order in which to mend it.
 * @param {import("./detect-host.mjs").HostFacts} host
 * @param {{ maxSandboxes: number, port: number, portState: PortState }} lab
 * @returns {readonly HostCheck[]}
 */
export function checkHost(host, lab) {
  return [
    checkSystem(host),
    checkNode(host),
    checkRoot(host),
    checkEngine(host),
    checkRuntime(host),
    checkConfinement(host),
    checkProject(host),
    ...checkRootless(host, lab.maxSandboxes),
    checkCgroups(host),
    ...checkKernel(host),
    checkUserIds(host, lab.maxSandboxes),
    ...checkLimits(host),
    checkDisk(host, lab.maxSandboxes),
    checkSandboxDisks(host),
    checkMemory(host),
    checkPort(lab),
  ];
}

/** @param {string} name @param {string} found @returns {HostCheck} */
const ok = (name, found) => ({ name, state: "ok", found });

/**
 * @param {string} name
 * @param {boolean} good
 * @param {string} found
 * @param {Exclude<HostCheck["state"], "ok">} otherwise
 * @param {string} todo
 * @returns {HostCheck}
 */
const check = (name, good, found, otherwise, todo) =>
  good ? ok(name, found) : { name, state: otherwise, found, todo };

/** @typedef {import("./detect-host.mjs").HostFacts} HostFacts */

/** @param {HostFacts} host */
function checkSystem({ platform, distribution }) {
  if (platform !== "linux") {
    const todo = "Sandboxes need Linux: use a Linux machine, or a virtual machine with Debian 12.";
    return check("system", false, platform, "stop", todo);
  }
  const todo = "Install what is missing below by hand; the set-up knows Debian 12, Ubuntu 24.04 and newer.";
  return check("system", installsPackages(distribution), distribution.name, "warn", todo);
}

/** @param {HostFacts} host */
function checkNode({ arch }) {
  if (arch === BUNDLED_NODE_ARCH) return ok("node", `${process.versions.node} for the set-up; npm brings 24`);
  const todo = `Install Node ${MIN_NODE.join(".")} or newer: on ${arch} the lab runs on the system's Node.`;
  return check("node", atLeast(process.versions.node, MIN_NODE), process.versions.node, "stop", todo);
}

/** @param {HostFacts} host */
function checkRoot({ isRoot, sudo, rootless }) {
  if (rootless) return ok("privileges", `not root: without it, as ${rootless.user}`);
  const found = isRoot ? "root" : sudo ? "not root; sudo is there" : "not root, and no sudo";
  return check(
    "privileges",
    isRoot || sudo !== undefined,
    found,
    "stop",
    "Run it as root: su -c 'npm start'",
  );
}

/** @param {HostFacts} host */
function checkEngine(host) {
  if (!host.programs.podman) return missing("engine", "podman", host);
  const found = `Podman ${host.podmanVersion ?? "of unknown version"}`;
  const todo = `Install Podman ${MIN_PODMAN.join(".")} or newer.`;
  return check("engine", atLeast(host.podmanVersion ?? "", MIN_PODMAN), found, "stop", todo);
}

/** @param {HostFacts} host */
function checkRuntime(host) {
  const { runc, crun } = host.programs;
  if (host.cgroupVersion === 1) {
    if (!runc) return missing("runtime", "runc", host);
    return ok("runtime", `runc${crun ? "; crun refuses cgroup v1 hosts" : ""}`);
  }
  if (!runc && (!crun || host.rootless)) return missing("runtime", "runc", host);
  if (host.rootless) return ok("runtime", "runc");
  return ok("runtime", crun ? "crun; either serves on cgroup v2" : "runc");
}

/** @param {HostFacts} host */
function checkConfinement(host) {
  if (!host.programs.setpriv) return missing("confinement", "setpriv", host);
  if (!host.programs.bwrap) return missing("confinement", "bwrap", host);
  return ok("confinement", "bwrap and setpriv");
}

/** @param {HostFacts} host */
function checkProject({ isProjectShared }) {
  const found = isProjectShared ? "can be read by the lab's own user" : "can be read by its owner alone";
  const todo =
    "Let the lab's own user read this checkout, and what is built in it: umask 022 && chmod -R go+rX .";
  return check("project files", isProjectShared, found, "stop", todo);
}

/**
 * @param {string} name
 * @param {string} program
 * @param {HostFacts} host
 */
function missing(name, program, { distribution, rootless }) {
  if (rootless) {
    return check(name, false, `${program} is not installed`, "stop", installation([packageOf(program)]));
  }
  return installsPackages(distribution)
    ? check(name, false, `${program} is not installed`, "setup", "npm start installs it.")
    : check(name, false, `${program} is not installed`, "stop", `Install ${program}.`);
}

/** @param {readonly string[]} packages */
const installation = (packages) =>
  `Have an administrator install what is missing: apt-get install --no-install-recommends ${packages.join(" ")}`;

/**
 * What only an administrator can give an ordinary user.
 * @param {HostFacts} host
 * @param {number} maxSandboxes
 * @returns {readonly HostCheck[]}
 */
function checkRootless({ rootless, programs }, maxSandboxes) {
  if (!rootless) return [];
  const { user, hasManager, lingers, inotifyInstances } = rootless;
  const lacking = PROGRAMS_WITHOUT_ROOT.filter((name) => programs[name] === undefined);
  const instances = INOTIFY_INSTANCES_PER_SANDBOX * maxSandboxes;
  return [
    check(
      "programs",
      lacking.length === 0,
      lacking.length === 0 ? "all there" : `no ${lacking.join(", ")}`,
      "stop",
      installation([...new Set(lacking.map(packageOf))]),
    ),
    check(
      "own systemd",
      hasManager,
      hasManager ? "answers" : "does not answer",
      "stop",
      "Log in as yourself, at a console or by ssh, and not by su from somebody else's session; where that does not help, have an administrator install dbus-user-session and libpam-systemd.",
    ),
    check(
      "lingering",
      lingers,
      lingers ? "on" : "off",
      "warn",
      `Have an administrator run loginctl enable-linger ${user}: without it the lab and its machines end when you log out.`,
    ),
    check(
      "shared counts",
      inotifyInstances >= instances,
      `${inotifyInstances} inotify instances for all sandboxes together`,
      "warn",
      `Have an administrator run sysctl -w fs.inotify.max_user_instances=${instances}: one sandbox can take what is left for all, and then none of them starts anything that watches files.`,
    ),
  ];
}

/** @param {HostFacts} host */
function checkCgroups({ cgroupVersion, controllers, rootless }) {
  const name = "control groups";
  if (rootless && cgroupVersion === 1) {
    const todo =
      "Have an administrator boot with systemd.unified_cgroup_hierarchy=1, or run it as root: on cgroup v1 only root can limit sandboxes.";
    return check(name, false, "v1", "stop", todo);
  }
  if (cgroupVersion === undefined) {
    const todo = "Mount the control groups at /sys/fs/cgroup: without them a sandbox has no limits.";
    return check(name, false, "none at /sys/fs/cgroup", "stop", todo);
  }
  const lacking = NEEDED_CONTROLLERS.filter((each) => !controllers.includes(each));
  const found = [`v${cgroupVersion}`, ...lacking.map((each) => `no ${each}`)].join(", ");
  const todo = rootless
    ? "Have an administrator put [Service] and Delegate=cpu memory pids into /etc/systemd/system/user@.service.d/delegate.conf and run systemctl daemon-reload, then log out everywhere and in again."
    : "Boot a kernel that has them: without them a sandbox has no such limit. Some leave memory out until their command line says cgroup_enable=memory.";
  return check(name, lacking.length === 0, found, "stop", todo);
}

/** @param {HostFacts} host */
function checkKernel({ kernel, overlay, userNamespaces, virtualNetworks, rootless }) {
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
    rootless
      ? check(
          "image",
          atLeast(kernel, ROOTLESS_OVERLAY_KERNEL),
          `kernel ${kernel}; copied for the ids of each sandbox`,
          "stop",
          "Use Linux 5.11 or newer: an older one mounts no overlay without root.",
        )
      : check(
          "shared image",
          atLeast(kernel, IDMAPPED_OVERLAY_KERNEL),
          `kernel ${kernel}`,
          "warn",
          "Use Linux 5.19 or newer: with an older one each sandbox copies the image's files.",
        ),
  ];
}

/** @param {HostFacts} host @param {number} maxSandboxes */
function checkUserIds({ userIds, rootless }, maxSandboxes) {
  if (rootless) {
    const { user, sandboxes, commandToGrant } = rootless;
    const grant =
      commandToGrant === undefined
        ? `Have an administrator free a range of ids for ${user} in /etc/subuid and /etc/subgid.`
        : `Have an administrator run ${commandToGrant}${sandboxes > 0 ? `, or ask for fewer: SLIPWAY_MAX_SANDBOXES=${sandboxes} npm start` : ""}`;
    return check(
      "user ids",
      sandboxes >= maxSandboxes,
      `for ${sandboxes} sandboxes at a time`,
      "stop",
      grant,
    );
  }
  const granted = Math.min(userIds.uids, userIds.gids);
  const found = `for ${Math.floor(granted / IDS_PER_SANDBOX)} sandboxes`;
  const enough = granted >= idsNeeded(maxSandboxes);
  return check("user ids", enough, found, "setup", "npm start adds a range to /etc/subuid and /etc/subgid.");
}

/** @param {HostFacts} host */
function checkLimits({ openFiles, processes }) {
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

/** @param {HostFacts} host @param {number} maxSandboxes @returns {HostCheck} */
function checkDisk({ diskFree, rootless }, maxSandboxes) {
  if (diskFree === undefined) return ok("disk", "not known");
  const otherwise = diskFree < DISK_BYTES.least ? "stop" : "warn";
  const good = DISK_BYTES.good + (rootless ? maxSandboxes * IMAGE_COPY_BYTES : 0);
  const place = rootless ? "your ~/.local/share/slipway" : "/var/lib/containers";
  const todo = `Free ${Math.ceil(good / GB)} GB where ${place} lies: images and sandboxes are kept there.`;
  return check("disk", diskFree >= good, `${gigabytes(diskFree)} free`, otherwise, todo);
}

/** @param {HostFacts} host @returns {HostCheck} */
function checkSandboxDisks(host) {
  const name = "sandbox disks";
  if (host.rootless) {
    const todo =
      "Keep ~/.local/share/slipway on a file system of its own, or run the lab as root: otherwise a learner can fill your disk.";
    return { name, state: "warn", found: "cannot be limited without root", todo };
  }
  if (!host.fileSystemsInFiles) {
    const todo =
      "Use a kernel with loop devices and ext4: without them a learner can fill this machine's disk.";
    return { name, state: "warn", found: "cannot be limited", todo };
  }
  if (host.programs["mkfs.ext4"]) return ok(name, "limited, each a file system of its own");
  return {
    ...missing(name, "mkfs.ext4", host),
    state: installsPackages(host.distribution) ? "setup" : "warn",
  };
}

/** @param {HostFacts} host @returns {HostCheck} */
function checkMemory({ memory }) {
  const otherwise = memory < MEMORY_BYTES.least ? "stop" : "warn";
  const todo = "Free 2 GB of memory: building the pages alone takes that much.";
  return check("memory", memory >= MEMORY_BYTES.good, `${gigabytes(memory)} available`, otherwise, todo);
}

/** @param {number} bytes */
const gigabytes = (bytes) => `${(bytes / GB).toFixed(1)} GB`;

/** @param {{ port: number, portState: PortState }} lab */
function checkPort({ port, portState }) {
  const found = { free: "is free", lab: "serves a lab already", taken: "is taken" }[portState];
  const todo = "Stop what listens there, or choose another: PORT=3001 npm start";
  return check("port", portState !== "taken", `${port} ${found}`, "stop", todo);
}
