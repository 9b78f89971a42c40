// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { hostRights, podmanFolder } from "../sandbox/podman/host-rights.mjs";
import { parseIdMap } from "../sandbox/podman/id-map.mjs";
import { ask, runCommand } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { SetupError } from "./setup-error.mjs";
import { IDS_PER_SANDBOX, sandboxesAtATime, wholeSandboxes } from "./user-id-ranges.mjs";

/** Podman maps the ids and leaves a process behind that holds the namespaces. Milliseconds. */
const MAKE_MS = 60_000;

/**
 * Words for sh(1). A control group whose processes are all in groups below it can give these limits (kernel:
 * cgroup-v2.rst, "No Internal Process Constraint"): we go into one, and sandboxes get others.
 */
const LEAVE_GROUP_FREE =
  'own=/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup) && mkdir "$own/_lab" && echo $$ >"$own/_lab/cgroup.procs" && exec "$@"';
/**
 * Words for sh(1). Podman reads in these files how many ids it may give to sandboxes; in our mount namespace they hold
 * whole sandboxes' worth, and never the last id.
 */
const LIMIT_IDS =
  'for file in /etc/subuid /etc/subgid; do grep -q " $file " /proc/self/mountinfo || mount --bind "$0" $file || exit; done; exec "$@"';

/**
 * The right to run commands as root of a user namespace that has the ids of an ordinary user, in a control group that is
 * that user's own. Makes the namespaces, or finds those in which sandboxes of an earlier start live. Rejects with a
 * SetupError.
 * @param {number} maxSandboxes
 * @returns {Promise<import("./privileges.mjs").Privileges>}
 */
export async function enterNamespace(maxSandboxes) {
  const { podmanOptions, runRoot } = hostRights();
  const made = await ask(["podman", ...podmanOptions, "unshare", "true"], { timeoutMs: MAKE_MS });
  if (made?.code !== 0) {
    throw new SetupError("Podman could not make a user namespace.", {
      output: (made?.stderr ?? "it did not answer").trim().split("\n").slice(-5),
      wayOut: "`npm run doctor` says what is missing here; or run it as root.",
    });
  }
  const holder = (await readFile(path.join(podmanFolder(runRoot), "pause.pid"), "utf8")).trim();
  const { username, uid, gid } = os.userInfo();
  const [uids, gids] = await Promise.all(
    ["uid", "gid"].map(async (kind) => idsOfMap(await readFile(`/proc/${holder}/${kind}_map`, "utf8"))),
  );
  const whole = Math.min(wholeSandboxes(uids ?? []), wholeSandboxes(gids ?? []));
  if (sandboxesAtATime(whole) < maxSandboxes) {
    throw new SetupError(
      `The lab's user namespace has ids for ${sandboxesAtATime(whole)} sandboxes: it was made before you were given more.`,
      {
        wayOut: `Stop the sandboxes that are in it (npm run rootless -- npm run sandboxes -- list), and then: kill ${holder}`,
      },
    );
  }
  const limits = path.join(podmanFolder(runRoot), "ids-of-sandboxes");
  await writeFile(limits, `${username}:1:${whole * IDS_PER_SANDBOX}\n`);
  /** @type {import("./privileges.mjs").Privileges["wrap"]} */
  const wrap = (argv) => inNamespace(argv, { holder, limits, uid, gid });
  return { run: (argv, options) => runCommand(wrap(argv, {}), options), wrap };
}

/**
 * How many ids each line of a user namespace's map has, but for its root's.
 * @param {string} map text of `/proc/PID/uid_map`
 */
export function idsOfMap(map) {
  return parseIdMap(map)
    .filter(({ inside }) => inside !== 0)
    .map(({ count }) => count);
}

/**
 * The command line that runs another as the namespace's root. Each program becomes the next one: a signal to the first
 * reaches the last.
 * @param {readonly string[]} argv
 * @param {{ holder: string, limits: string, uid: number, gid: number }} place
 * @returns {string[]}
 */
export function inNamespace(argv, { holder, limits, uid, gid }) {
  return [
    ...["systemd-run", "--user", "--scope", "--quiet", "--collect"],
    // The share of a session's processes is meant for programs, not for thirty machines.
    ...["--property=Delegate=yes", "--property=TasksMax=infinity", "--"],
    ...["sh", "-c", LEAVE_GROUP_FREE, "sh"],
    ...["nsenter", "--user", "--mount", `--target=${holder}`, "--"],
    // Who enters a mount namespace is in its root folder. The marks are Podman's, of a process that is there already.
    ...["env", `--chdir=${ROOT}`, "_CONTAINERS_USERNS_CONFIGURED=done"],
    ...[`_CONTAINERS_ROOTLESS_UID=${uid}`, `_CONTAINERS_ROOTLESS_GID=${gid}`],
    ...["sh", "-c", LIMIT_IDS, limits],
    ...argv,
  ];
}
