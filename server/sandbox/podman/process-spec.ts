/** A process to start in a sandbox, in the words of the OCI runtime specification (config.md, "Process"). */
export interface ProcessSpec {
  readonly terminal: false;
  readonly user: { readonly uid: number; readonly gid: number; readonly additionalGids: readonly number[] };
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly capabilities: Readonly<
    Record<"bounding" | "effective" | "permitted" | "inheritable", readonly string[]>
  >;
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Uid and gid of `learner` and gid of `docker`, as the workstation image makes them. */
export interface LearnerIds {
  readonly uid: number;
  readonly gid: number;
  readonly dockerGid: number;
}

/**
 * What root may become inside. Left out of Linux's list: loading modules, raw I/O, rebooting, the clock, the
 * kernel's log, mandatory access control, auditing, BPF and performance counters; a Docker Engine needs none of
 * them, and the user namespace alone already makes them void on the host.
 */
const CAPABILITIES = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_DAC_READ_SEARCH",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_SETPCAP",
  "CAP_LINUX_IMMUTABLE",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_BROADCAST",
  "CAP_NET_ADMIN",
  "CAP_NET_RAW",
  "CAP_IPC_LOCK",
  "CAP_IPC_OWNER",
  "CAP_SYS_CHROOT",
  "CAP_SYS_PTRACE",
  "CAP_SYS_PACCT",
  "CAP_SYS_ADMIN",
  "CAP_SYS_NICE",
  "CAP_SYS_RESOURCE",
  "CAP_SYS_TTY_CONFIG",
  "CAP_MKNOD",
  "CAP_LEASE",
  "CAP_AUDIT_WRITE",
  "CAP_SETFCAP",
];

/** What a shell's keeper is started as: root, so that the learner's own `kill` spares it, in the learner's environment. */
export function keeperSpec(ids: LearnerIds, args: readonly string[]): ProcessSpec {
  const learner = processSpec({ user: "learner", ids, args });
  const root = processSpec({ user: "root", ids, args });
  return { ...root, env: [...learner.env, "TERM=xterm-256color", "COLORTERM=truecolor"], cwd: learner.cwd };
}

export function processSpec(facts: {
  user: "learner" | "root";
  ids: LearnerIds;
  args: readonly string[];
}): ProcessSpec {
  const { ids, user } = facts;
  const home = user === "root" ? "/root" : "/home/learner";
  const held = user === "root" ? CAPABILITIES : [];
  return {
    terminal: false,
    user:
      user === "root"
        ? { uid: 0, gid: 0, additionalGids: [] }
        : { uid: ids.uid, gid: ids.gid, additionalGids: [ids.dockerGid] },
    args: facts.args,
    env: [
      `PATH=${PATH}`,
      `HOME=${home}`,
      `USER=${user}`,
      `LOGNAME=${user}`,
      "SHELL=/bin/bash",
      // Without a UTF-8 locale readline takes the bytes of an accented letter for Meta keys.
      "LANG=C.UTF-8",
    ],
    cwd: home,
    capabilities: { bounding: CAPABILITIES, effective: held, permitted: held, inheritable: [] },
  };
}
