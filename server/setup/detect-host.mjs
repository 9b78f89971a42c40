// @ts-check
import { access, readdir, readFile, stat, statfs } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { hostRights } from "../sandbox/podman/host-rights.mjs";
import { ADMINISTRATION } from "./lab-node.mjs";
import { ask } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { commandToGrant, idsGranted, rangesOf, sandboxesAtATime, wholeSandboxes } from "./user-id-ranges.mjs";

/**
 * @typedef {object} Distribution
 * @property {string} id `debian`, `ubuntu`, ...
 * @property {string} version `12`, `24.04`; empty where there is none (Debian testing)
 * @property {string} name as people read it
 */

/**
 * What an ordinary user has for a lab without root.
 * @typedef {object} RootlessFacts
 * @property {string} user
 * @property {boolean} hasManager a systemd of their own answers
 * @property {boolean} lingers it stays when they log out
 * @property {number} sandboxes for so many at a time they have ids
 * @property {string | undefined} commandToGrant by which they get as many as they want
 * @property {number} inotifyInstances that they and all sandboxes may have together
 */

/**
 * What this machine is and has. Bytes; `undefined` = could not be found out.
 * @typedef {object} HostFacts
 * @property {string} platform
 * @property {boolean} isProjectShared this checkout, and what is made in it from here on, can be read by other users
 * @property {string} arch
 * @property {string} kernel release, e.g. `6.1.0-25-amd64`
 * @property {Distribution} distribution
 * @property {boolean} isRoot
 * @property {string | undefined} sudo path
 * @property {RootlessFacts | undefined} rootless absent: there is root, or a way to it
 * @property {1 | 2 | undefined} cgroupVersion
 * @property {readonly string[]} controllers of control groups: what can be limited; without root, what was handed down
 * @property {Readonly<Record<string, string | undefined>>} programs name -> path
 * @property {string | undefined} podmanVersion
 * @property {number} openFiles hard limit; Infinity = none
 * @property {number} processes hard limit; Infinity = none
 * @property {number | undefined} diskFree bytes where images and sandboxes are kept
 * @property {number} memory bytes that programs can still get
 * @property {{ uids: number, gids: number }} userIds granted to sandboxes
 * @property {boolean} overlay
 * @property {boolean} fileSystemsInFiles loop devices and ext4: what a sandbox's disk is made of
 * @property {boolean} userNamespaces
 * @property {boolean | undefined} virtualNetworks veth pairs and bridges
 */

export const PROGRAMS = /** @type {const} */ ([
  "apt-get",
  "bwrap",
  "chromium",
  "crun",
  "docker-registry",
  "g++",
  "make",
  "mkfs.ext4",
  "mmdebstrap",
  "newgidmap",
  "newuidmap",
  "nsenter",
  "openssl",
  "podman",
  "python3",
  "runc",
  "setpriv",
  "sudo",
  "systemd-run",
]);

/** Where Podman, run by root, keeps images and sandboxes. */
const PODMAN_STORAGE = "/var/lib/containers";

/**
 * @param {{ withoutRoot: boolean, maxSandboxes: number }} wanted `withoutRoot`: also where there is a way to it
 * @returns {Promise<HostFacts>}
 */
export async function detectHost({ withoutRoot, maxSandboxes }) {
  const [release, limits, memory, subuid, subgid, filesystems, namespaces] = await Promise.all([
    readText("/etc/os-release"),
    readText("/proc/self/limits"),
    readText("/proc/meminfo"),
    readText("/etc/subuid"),
    readText("/etc/subgid"),
    readText("/proc/filesystems"),
    readText("/proc/sys/user/max_user_namespaces"),
  ]);
  const programs = await findPrograms(process.env.PATH ?? "");
  const isRoot = process.getuid?.() === 0;
  const hasRoot = isRoot || (programs.sudo !== undefined && !withoutRoot);
  const [rootless, controlGroups, diskFree, overlay, loop, ext4, virtualNetworks, podman] = await Promise.all(
    [
      hasRoot ? undefined : detectRootless({ subuid, subgid }, maxSandboxes),
      detectControlGroups(hasRoot ? CGROUP_ROOT : groupOfManager()),
      freeBytes(hasRoot ? PODMAN_STORAGE : hostRights().stateRoot),
      hasFilesystem("overlay", filesystems),
      hasLoopDevices(),
      hasFilesystem("ext4", filesystems),
      hasVirtualNetworks(),
      // Not `podman version`, which leaves a process running for whoever is not root.
      programs.podman ? ask([programs.podman, "--version"]) : undefined,
    ],
  );
  return {
    platform: process.platform,
    isProjectShared: await isProjectShared(),
    arch: process.arch,
    kernel: os.release(),
    distribution: parseDistribution(release),
    isRoot,
    sudo: programs.sudo,
    rootless,
    ...controlGroups,
    programs,
    podmanVersion: /\d[\d.]*/.exec(podman?.stdout ?? "")?.[0],
    openFiles: parseHardLimit(limits, "Max open files"),
    processes: parseHardLimit(limits, "Max processes"),
    diskFree,
    memory: 1024 * Number(/^MemAvailable:\s+(\d+) kB/m.exec(memory)?.[1] ?? 0),
    userIds: { uids: idsGranted(subuid), gids: idsGranted(subgid) },
    overlay,
    fileSystemsInFiles: hasRoot && loop && ext4,
    userNamespaces: Number(namespaces) > 0,
    virtualNetworks,
  };
}

const READ_BY_OTHERS = 0o004;

async function isProjectShared() {
  const { mode } = await stat(path.join(ROOT, "package.json"));
  return (mode & READ_BY_OTHERS) !== 0 && (process.umask() & READ_BY_OTHERS) === 0;
}

/**
 * The fields of /etc/os-release (os-release(5)).
 * @param {string} text
 * @returns {Distribution}
 */
export function parseDistribution(text) {
  const field = (/** @type {string} */ name) =>
    new RegExp(`^${name}=["']?([^"'\\n]*)`, "m").exec(text)?.[1] ?? "";
  return {
    id: field("ID"),
    version: field("VERSION_ID"),
    name: field("PRETTY_NAME") || "an unknown system",
  };
}

/**
 * One hard limit of /proc/self/limits (proc_pid_limits(5)).
 * @param {string} text
 * @param {string} label
 */
export function parseHardLimit(text, label) {
  const hard = new RegExp(`^${label}\\s+\\S+\\s+(\\S+)`, "m").exec(text)?.[1];
  return hard === undefined || hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}

/** @param {string} searchPath @returns {Promise<Record<string, string | undefined>>} */
async function findPrograms(searchPath) {
  const folders = [...new Set([...searchPath.split(":"), ...ADMINISTRATION])];
  const found = await Promise.all(
    PROGRAMS.map(async (name) => {
      for (const folder of folders) {
        const file = path.join(folder, name);
        if (folder !== "" && (await exists(file))) return [name, file];
      }
      return [name, undefined];
    }),
  );
  return Object.fromEntries(found);
}

const CGROUP_ROOT = "/sys/fs/cgroup";

/** The group that a user's systemd has from the machine's, with all that it may hand on (systemd's user@.service). */
function groupOfManager() {
  const uid = process.getuid?.();
  return path.join(CGROUP_ROOT, `user.slice/user-${uid}.slice/user@${uid}.service`);
}

/**
 * @param {string} group whose controllers count
 * @returns {Promise<Pick<HostFacts, "cgroupVersion" | "controllers">>}
 */
async function detectControlGroups(group) {
  if (await exists(path.join(CGROUP_ROOT, "cgroup.controllers"))) {
    const controllers = await readText(path.join(group, "cgroup.controllers"));
    return { cgroupVersion: 2, controllers: controllers.trim().split(" ") };
  }
  const folders = await readdir(CGROUP_ROOT).catch(() => []);
  const controllers = folders.flatMap((name) => name.split(","));
  return { cgroupVersion: controllers.includes("memory") ? 1 : undefined, controllers };
}

/**
 * @param {{ subuid: string, subgid: string }} texts of /etc/subuid and /etc/subgid
 * @param {number} maxSandboxes
 * @returns {Promise<RootlessFacts>}
 */
async function detectRootless(texts, maxSandboxes) {
  const user = os.userInfo().username;
  const [manager, lingers, instances] = await Promise.all([
    ask(["systemctl", "--user", "show-environment"]),
    exists(path.join("/var/lib/systemd/linger", user)),
    readText("/proc/sys/fs/inotify/max_user_instances"),
  ]);
  const whole = [texts.subuid, texts.subgid].map((text) =>
    wholeSandboxes(rangesOf(text, user).map(({ count }) => count)),
  );
  return {
    user,
    // systemctl finds it also where a session was not told; Podman and the lab would go elsewhere.
    hasManager: manager?.code === 0 && process.env.XDG_RUNTIME_DIR !== undefined,
    lingers,
    sandboxes: sandboxesAtATime(Math.min(...whole)),
    commandToGrant: commandToGrant(user, texts, maxSandboxes),
    inotifyInstances: Number(instances),
  };
}

/**
 * Free bytes where the folder is, or would be.
 * @param {string} folder
 * @returns {Promise<number | undefined>}
 */
async function freeBytes(folder) {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return folder === "/" ? undefined : freeBytes(path.dirname(folder));
  }
}

/** @param {string} name @param {string} filesystems text of /proc/filesystems */
async function hasFilesystem(name, filesystems) {
  return filesystems.split("\n").some((line) => line.endsWith(`\t${name}`)) || hasModule(name);
}

async function hasLoopDevices() {
  return (await exists("/dev/loop-control")) || hasModule("loop");
}

/** @param {string} name */
async function hasModule(name) {
  return (await ask(["modprobe", "--dry-run", name]))?.code === 0;
}

/** Tries it in a network namespace of its own, which ends with the command: nothing of the host changes. */
async function hasVirtualNetworks() {
  const script = "ip link add slipway0 type veth peer name slipway1 && ip link add slipway2 type bridge";
  const asRoot = process.getuid?.() === 0 ? ["--net"] : ["--user", "--map-root-user", "--net"];
  const answer = await ask(["unshare", ...asRoot, "sh", "-c", script]);
  if (answer?.code === 0) return true;
  return /unknown device type|not supported/i.test(answer?.stderr ?? "") ? false : undefined;
}

/** @param {string} file */
async function readText(file) {
  return readFile(file, "utf8").catch(() => "");
}

/** @param {string} file */
function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
