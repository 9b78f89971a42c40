import { lstatSync, readlinkSync } from "node:fs";
import path from "node:path";

/** A user of this system, by numbers. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/**
 * What a process sees of the file system besides programs, libraries and its own /tmp, /dev and /proc. `show`: as it
 * is, not to be changed; `change`: to be changed, as far as the user may; `hide`: a folder is empty. Each lies over
 * those before it.
 */
export type Sight = readonly (readonly [how: "show" | "change" | "hide", path: string])[];

/** Programs and libraries. On most systems all but two of them are links into /usr. */
const SYSTEM = ["/usr", "/etc", "/bin", "/sbin", "/lib", "/lib32", "/lib64"];
/** Where /etc/resolv.conf leads on systems that resolve names by systemd. */
const RESOLVER = "/run/systemd/resolve";
/** To become somebody else, and to put away the right to; setpriv leaves none. */
const CAPABILITIES_TO_CHANGE_USER = ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"];

/**
 * The command line that runs `argv` as `user` and nothing more: no further group, no capability, none to be had by a
 * set-user-id program, no process seen but its own, and of the file system only `sight`. Paths stay what they are,
 * also where the user could not go through the folders above. Without `network` it has a loopback of its own, and no
 * other way out than sockets it was given. It ends with the process that started it. Only root can do this.
 */
export function confined(
  argv: readonly string[],
  { user, sight, network }: { user: UserIds; sight: Sight; network: boolean },
): [string, ...string[]] {
  return [
    "bwrap",
    "--die-with-parent",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    ...(network ? ["--ro-bind-try", RESOLVER, RESOLVER] : ["--unshare-net"]),
    ...SYSTEM.flatMap(systemFolder),
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "--perms",
    "1777",
    "--tmpfs",
    "/tmp",
    ...sight.flatMap(([, folder]) => foldersAbove(folder)),
    ...sight.flatMap(mountOf),
    "--chdir",
    process.cwd(),
    "--cap-drop",
    "ALL",
    ...CAPABILITIES_TO_CHANGE_USER.flatMap((each) => ["--cap-add", each]),
    "--",
    "setpriv",
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    "--clear-groups",
    "--inh-caps=-all",
    "--bounding-set=-all",
    "--no-new-privs",
    "--",
    ...argv,
  ];
}

/** Made beforehand, as bwrap would make them for root alone. */
function foldersAbove(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [] : [...foldersAbove(above), "--perms", "0755", "--dir", above];
}

function mountOf([how, folder]: Sight[number]): string[] {
  if (how === "hide") return ["--tmpfs", folder];
  return [how === "show" ? "--ro-bind" : "--bind", folder, folder];
}

function systemFolder(folder: string): string[] {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ["--symlink", readlinkSync(folder), folder] : ["--ro-bind", folder, folder];
}

/** What must be shown for a program to be found that is not among the system's own. */
export function sightOfProgram(file: string): Sight {
  return SYSTEM.some((folder) => file.startsWith(`${folder}/`)) ? [] : [["show", path.dirname(file)]];
}
