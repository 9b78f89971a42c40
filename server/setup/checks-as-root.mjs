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
import { installsPackages } from "./known-systems.mjs";
import { IDS_PER_SANDBOX, idsNeeded } from "./user-id-ranges.mjs";

/** @typedef {import("./host-check.mjs").HostCheck} HostCheck */
/** @typedef {import("./host-check.mjs").HostFacts} HostFacts */

/** Idmapped mounts of overlay file systems: sandboxes share the files of their image instead of copying them. */
const IDMAPPED_OVERLAY_KERNEL = [5, 19];

/**
 * For a lab that is root, or becomes it by sudo: what the machine lacks, the set-up adds where it can.
 * @param {HostFacts} host
 * @param {import("./host-checks.mjs").PlannedLab} lab
 * @returns {readonly HostCheck[]}
 */
export function checksAsRoot(host, lab) {
  const missing = missingOn(host);
  return [
    checkSystem(host),
    checkNode(host),
    checkPrivileges(host),
    checkEngine(host, missing),
    checkRuntime(host, missing),
    checkConfinement(host, missing),
    checkProject(host),
    checkCgroups(host),
    ...checkKernel(host),
    checkImage(host),
    checkUserIds(host, lab.maxSandboxes),
    ...checkLimits(host),
    checkDisk(host, { place: "/var/lib/containers", copies: 0 }),
    checkSandboxDisks(host, missing),
    checkMemory(host),
    checkPort(lab),
  ];
}

/** @param {HostFacts} host @returns {import("./common-checks.mjs").Missing} */
function missingOn({ distribution }) {
  return (name, program) =>
    installsPackages(distribution)
      ? check(name, false, `${program} is not installed`, "setup", "npm start installs it.")
      : check(name, false, `${program} is not installed`, "stop", `Install ${program}.`);
}

/** @param {HostFacts} host */
function checkPrivileges({ isRoot, sudo }) {
  const found = isRoot ? "root" : sudo ? "not root; sudo is there" : "not root, and no sudo";
  const todo = "Run it as root: su -c 'npm start'";
  return check("privileges", isRoot || sudo !== undefined, found, "stop", todo);
}

/** @param {HostFacts} host @param {import("./common-checks.mjs").Missing} missing */
function checkRuntime({ programs: { runc, crun }, cgroupVersion }, missing) {
  if (cgroupVersion === 1) {
    if (!runc) return missing("runtime", "runc");
    return ok("runtime", `runc${crun ? "; crun refuses cgroup v1 hosts" : ""}`);
  }
  if (!runc && !crun) return missing("runtime", "runc");
  return ok("runtime", crun ? "crun; either serves on cgroup v2" : "runc");
}

/** @param {HostFacts} host */
function checkCgroups(host) {
  return checkControllers(
    host,
    "Boot a kernel that has them: without them a sandbox has no such limit. Some leave memory out until their command line says cgroup_enable=memory.",
  );
}

/** @param {HostFacts} host */
function checkImage({ kernel }) {
  const todo = "Use Linux 5.19 or newer: with an older one each sandbox copies the image's files.";
  return check("shared image", atLeast(kernel, IDMAPPED_OVERLAY_KERNEL), `kernel ${kernel}`, "warn", todo);
}

/** @param {HostFacts} host @param {number} maxSandboxes */
function checkUserIds({ userIds }, maxSandboxes) {
  const granted = Math.min(userIds.uids, userIds.gids);
  const found = `for ${Math.floor(granted / IDS_PER_SANDBOX)} sandboxes`;
  const enough = granted >= idsNeeded(maxSandboxes);
  return check("user ids", enough, found, "setup", "npm start adds a range to /etc/subuid and /etc/subgid.");
}

/**
 * @param {HostFacts} host
 * @param {import("./common-checks.mjs").Missing} missing
 * @returns {HostCheck}
 */
function checkSandboxDisks({ fileSystemsInFiles, programs, distribution }, missing) {
  const name = "sandbox disks";
  if (!fileSystemsInFiles) {
    const todo =
      "Use a kernel with loop devices and ext4: without them a learner can fill this machine's disk.";
    return { name, state: "warn", found: "cannot be limited", todo };
  }
  if (programs["mkfs.ext4"]) return ok(name, "limited, each a file system of its own");
  return { ...missing(name, "mkfs.ext4"), state: installsPackages(distribution) ? "setup" : "warn" };
}
