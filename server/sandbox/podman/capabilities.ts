/** What Docker gives every container by default: enough for ordinary programs of root. */
const OF_A_CONTAINER = [
  "CAP_AUDIT_WRITE",
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_MKNOD",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_RAW",
  "CAP_SETFCAP",
  "CAP_SETGID",
  "CAP_SETPCAP",
  "CAP_SETUID",
  "CAP_SYS_CHROOT",
] as const;

/** What a machine with a Docker Engine needs on top, each with what for. */
const OF_AN_ENGINE = {
  CAP_DAC_READ_SEARCH: "reading files of every container's users, as root does on any machine",
  CAP_IPC_LOCK: "locking memory, which databases ask for with --cap-add",
  CAP_NET_ADMIN: "bridges, addresses and packet filters of containers",
  CAP_SYS_ADMIN: "mounts and namespaces of containers",
  CAP_SYS_NICE: "priorities, which containers ask for with --cap-add",
  CAP_SYS_PTRACE: "seeing what containers' processes are and do",
} as const;

/**
 * The most that any process of a sandbox may hold, its first one and those of `docker run --privileged` included. It
 * counts inside the sandbox's user namespace only. Left out of Linux's list: modules, raw I/O, rebooting, the clock,
 * the kernel's log, limits of resources, accounting, mandatory access control, auditing, BPF and performance counters.
 */
export const SANDBOX_CAPABILITIES: readonly string[] = [...OF_A_CONTAINER, ...Object.keys(OF_AN_ENGINE)];

/** Runs a program that may hold those at most, nor may anything that it starts: a wrapper of util-linux. */
export const boundedProgram = (...argv: readonly string[]): string[] => [
  "/usr/bin/setpriv",
  `--bounding-set=-all,${SANDBOX_CAPABILITIES.map((name) => `+${name.slice("CAP_".length).toLowerCase()}`).join(",")}`,
  ...argv,
];
