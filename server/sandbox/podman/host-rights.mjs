// @ts-check
// Plain JavaScript: the set-up asks it too, on the system's Node, before anything is installed.
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * What this process may do on its machine, and where it therefore has its things.
 * @typedef {object} HostRights
 * @property {"root" | "rootless" | "none"} kind `root`: the machine's. `rootless`: root of a user namespace made of an
 *   ordinary user's ids, and nobody outside of it. `none`: an ordinary user, who can enter such a namespace
 * @property {string} runRoot folder for sockets; empty when the machine starts
 * @property {string} stateRoot folder for disks of sandboxes
 * @property {readonly string[]} podmanOptions what each command of Podman's begins with
 * @property {string} cgroup below which sandboxes have their control groups, as a path in `/sys/fs/cgroup`
 */

/** Podman's own mark of a process that is root in a user's namespace (its `unshare` sets it). */
const NAMESPACE_MARK = "_CONTAINERS_ROOTLESS_UID";

/** No prefix of a lab has a dot: what lies beside the folders of labs is named so that it is none. */
const STORE = "podman.store";
const RUN = "slipway.podman";

/**
 * @param {object} facts
 * @param {number} facts.uid
 * @param {Readonly<Record<string, string | undefined>>} facts.environment
 * @param {string} facts.procCgroup text of `/proc/self/cgroup`
 * @returns {HostRights}
 */
export function rightsOf({ uid, environment, procCgroup }) {
  const inNamespace = environment[NAMESPACE_MARK] !== undefined;
  if (uid === 0 && !inNamespace) {
    return { kind: "root", runRoot: "/run", stateRoot: "/var/lib/slipway", podmanOptions: [], cgroup: "/" };
  }
  const runRoot = environment.XDG_RUNTIME_DIR ?? os.tmpdir();
  const shared = environment.XDG_DATA_HOME ?? path.join(environment.HOME ?? os.tmpdir(), ".local/share");
  const stateRoot = path.join(shared, "slipway");
  const own = /^0::(.*)$/m.exec(procCgroup)?.[1] ?? "/";
  return {
    kind: uid === 0 ? "rootless" : "none",
    runRoot,
    stateRoot,
    podmanOptions: [
      ...["--root", path.join(stateRoot, STORE)],
      ...["--runroot", path.join(runRoot, RUN, "storage")],
      ...["--tmpdir", podmanFolder(runRoot)],
      // By itself Podman takes `vfs` for some kernels, which copies an image for every container.
      ...["--storage-driver", "overlay"],
      // By itself runc takes it for no fault that a process is not in its container's group, where no limit holds it.
      ...["--runtime-flag", "rootless=false"],
    ],
    // A group with groups below it may hold no process of its own, so this process is in one of them.
    cgroup: path.dirname(own),
  };
}

/** Where a Podman without root keeps what it runs by. @param {string} runRoot */
export const podmanFolder = (runRoot) => path.join(runRoot, RUN, "tmp");

/** @type {HostRights | undefined} */
let found;

/** What this process may do. It does not change while it runs. */
export function hostRights() {
  found ??= rightsOf({
    uid: process.getuid?.() ?? -1,
    environment: process.env,
    procCgroup: readOrNothing("/proc/self/cgroup"),
  });
  return found;
}

/** @param {string} file */
function readOrNothing(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
