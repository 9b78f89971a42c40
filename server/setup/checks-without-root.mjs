// @ts-check
import {
  checkConfinement,
  checkControllers,
  checkDisk,
  checkEngine,
  checkKernel,
  checkLimits,
  checkMemory,
  checkNode,
  checkPort,
  checkProject,
  checkSystem,
} from "./common-checks.mjs";
import { atLeast, check, ok } from "./host-check.mjs";

/** @typedef {import("./host-check.mjs").HostCheck} HostCheck */
/** @typedef {import("./host-check.mjs").HostFacts} HostFacts */
/** @typedef {NonNullable<HostFacts["rootless"]>} RootlessFacts */

/** Overlay file systems that an ordinary user may mount. */
const ROOTLESS_OVERLAY_KERNEL = [5, 11];
/** For what watches files in it: `tail -f`, editors, servers that read their settings again. An idle engine has none. */
const INOTIFY_INSTANCES_PER_SANDBOX = 8;

/** What the lab needs besides what is checked by itself, and packages that are not named after their program. */
const PROGRAMS = [
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

/**
 * For the lab of an ordinary user: what it lacks, only an administrator can give.
 * @param {HostFacts} host
 * @param {RootlessFacts} rootless
 * @param {import("./host-checks.mjs").PlannedLab} lab
 * @returns {readonly HostCheck[]}
 */
export function checksWithoutRoot(host, rootless, lab) {
  return [
    checkSystem(host),
    checkNode(host),
    ok("privileges", `not root: without it, as ${rootless.user}`),
    checkEngine(host, missing),
    host.programs.runc ? ok("runtime", "runc") : missing("runtime", "runc"),
    checkConfinement(host, missing),
    checkProject(host),
    checkPrograms(host),
    checkManager(rootless),
    checkLingering(rootless),
    checkSharedCounts(rootless, lab.maxSandboxes),
    checkCgroups(host),
    ...checkKernel(host),
    checkImage(host),
    checkUserIds(rootless, lab.maxSandboxes),
    ...checkLimits(host),
    checkDisk(host, { place: "your ~/.local/share/slipway", copies: lab.maxSandboxes }),
    sandboxDisks(),
    checkMemory(host),
    checkPort(lab),
  ];
}

/** @param {string} program @returns {string} */
const packageOf = (program) => /** @type {Record<string, string>} */ (PACKAGES)[program] ?? program;

/** @param {readonly string[]} programs */
const installation = (programs) =>
  `Have an administrator install what is missing: apt-get install --no-install-recommends ${[...new Set(programs.map(packageOf))].join(" ")}`;

/** @type {import("./common-checks.mjs").Missing} */
const missing = (name, program) =>
  check(name, false, `${program} is not installed`, "stop", installation([program]));

/** @param {HostFacts} host */
function checkPrograms({ programs }) {
  const lacking = PROGRAMS.filter((name) => programs[name] === undefined);
  const found = lacking.length === 0 ? "all there" : `no ${lacking.join(", ")}`;
  return check("programs", lacking.length === 0, found, "stop", installation(lacking));
}

/** @param {RootlessFacts} rootless */
function checkManager({ hasManager }) {
  const todo =
    "Log in as yourself, at a console or by ssh, and not by su from somebody else's session; where that does not help, have an administrator install dbus-user-session and libpam-systemd.";
  return check("own systemd", hasManager, hasManager ? "answers" : "does not answer", "stop", todo);
}

/** @param {RootlessFacts} rootless */
function checkLingering({ user, lingers }) {
  const todo = `Have an administrator run loginctl enable-linger ${user}: without it the lab and its machines end when you log out.`;
  return check("lingering", lingers, lingers ? "on" : "off", "warn", todo);
}

/** @param {RootlessFacts} rootless @param {number} maxSandboxes */
function checkSharedCounts({ inotifyInstances }, maxSandboxes) {
  const needed = INOTIFY_INSTANCES_PER_SANDBOX * maxSandboxes;
  const found = `${inotifyInstances} inotify instances for all sandboxes together`;
  const todo = `Have an administrator run sysctl -w fs.inotify.max_user_instances=${needed}: one sandbox can take what is left for all, and then none of them starts anything that watches files.`;
  return check("shared counts", inotifyInstances >= needed, found, "warn", todo);
}

/** @param {HostFacts} host */
function checkCgroups(host) {
  if (host.cgroupVersion === 1) {
    const todo =
      "Have an administrator boot with systemd.unified_cgroup_hierarchy=1, or run it as root: on cgroup v1 only root can limit sandboxes.";
    return check("control groups", false, "v1", "stop", todo);
  }
  return checkControllers(
    host,
    "Have an administrator put [Service] and Delegate=cpu memory pids into /etc/systemd/system/user@.service.d/delegate.conf and run systemctl daemon-reload, then log out everywhere and in again.",
  );
}

/** @param {HostFacts} host */
function checkImage({ kernel }) {
  const found = `kernel ${kernel}; copied for the ids of each sandbox`;
  const todo = "Use Linux 5.11 or newer: an older one mounts no overlay without root.";
  return check("image", atLeast(kernel, ROOTLESS_OVERLAY_KERNEL), found, "stop", todo);
}

/** @param {RootlessFacts} rootless @param {number} maxSandboxes */
function checkUserIds({ user, sandboxes, commandToGrant }, maxSandboxes) {
  const fewer = sandboxes > 0 ? `, or ask for fewer: SLIPWAY_MAX_SANDBOXES=${sandboxes} npm start` : "";
  const todo =
    commandToGrant === undefined
      ? `Have an administrator free a range of ids for ${user} in /etc/subuid and /etc/subgid.`
      : `Have an administrator run ${commandToGrant}${fewer}`;
  return check("user ids", sandboxes >= maxSandboxes, `for ${sandboxes} sandboxes at a time`, "stop", todo);
}

/** @returns {HostCheck} */
function sandboxDisks() {
  const todo =
    "Keep ~/.local/share/slipway on a file system of its own, or run the lab as root: otherwise a learner can fill your disk.";
  return { name: "sandbox disks", state: "warn", found: "cannot be limited without root", todo };
}
