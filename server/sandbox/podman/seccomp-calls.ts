/**
 * What Docker lets every container ask of the kernel, by the 64-bit doors. Left out of its list, since no program of a
 * sandbox was seen to need it: the clock (`adjtimex`), kernel buffers that hide from the kernel itself
 * (`memfd_secret`), file handles, `vmsplice`, and what is obsolete. What Docker itself leaves out stays out, above all
 * io_uring, keyrings, `userfaultfd`, BPF, performance counters, NUMA policies and other processes' memory.
 */
const OF_A_CONTAINER = `
  accept accept4 access alarm arch_prctl bind brk cachestat capget capset chdir chmod chown clock_getres
  clock_gettime clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create
  epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 execve execveat exit exit_group
  faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync
  fgetxattr flistxattr flock fork fremovexattr fsetxattr fstat fstatfs fsync ftruncate futex futex_requeue
  futex_wait futex_waitv futex_wake futimesat get_robust_list getcpu getcwd getdents getdents64 getegid
  geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority getrandom
  getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getxattr
  inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents
  io_pgetevents io_setup io_submit ioctl ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset
  landlock_restrict_self lchown lgetxattr link linkat listen listxattr llistxattr lremovexattr lseek lsetxattr
  lstat madvise map_shadow_stack membarrier memfd_create mincore mkdir mkdirat mknod mknodat mlock mlock2
  mlockall mmap mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink mremap mseal
  msgctl msgget msgrcv msgsnd msync munlock munlockall munmap nanosleep newfstatat open openat openat2 pause
  pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll prctl pread64 preadv
  preadv2 prlimit64 process_mrelease pselect6 ptrace pwrite64 pwritev pwritev2 read readahead readlink
  readlinkat readv recvfrom recvmmsg recvmsg removexattr rename renameat renameat2 restart_syscall rmdir rseq
  rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
  rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr
  sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam
  sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop sendfile sendmmsg sendmsg
  sendto set_robust_list set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority
  setregid setresgid setresuid setreuid setrlimit setsid setsockopt setuid setxattr shmat shmctl shmdt shmget
  shutdown sigaltstack signalfd signalfd4 socketpair splice stat statfs statx symlink symlinkat sync
  sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun timer_gettime
  timer_settime timerfd_create timerfd_gettime timerfd_settime times tkill truncate umask uname unlink
  unlinkat utime utimensat utimes vfork wait4 waitid write writev
`;

/** What a machine with a Docker Engine asks beyond that, with what for. */
const OF_AN_ENGINE = {
  chroot: "unpacking layers, building images",
  clone: "namespaces of containers; Docker's own profile lets containers have it without their flags",
  clone3: "the same, as newer C libraries ask for it",
  fsconfig: "mounts of containers, as newer programs make them",
  fsmount: "the same",
  fsopen: "the same",
  fspick: "the same",
  mount: "file systems of containers",
  mount_setattr: "read-only and id-mapped mounts of containers",
  move_mount: "mounts of containers, as newer programs make them",
  open_tree: "the same",
  pivot_root: "a container's root folder",
  setdomainname: "a container's name (--domainname)",
  sethostname: "a container's name",
  setns: "docker exec, and networks of containers",
  umount2: "file systems of containers that end",
  unshare: "namespaces of containers",
} as const;

/** What a call's argument must be. */
interface ArgumentRule {
  readonly index: number;
  readonly value: number;
  readonly op: "SCMP_CMP_EQ";
}
interface CallRule {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ALLOW" | "SCMP_ACT_ERRNO";
  readonly errnoRet?: number;
  readonly args: readonly ArgumentRule[];
}

const equals = (index: number, value: number): ArgumentRule => ({ index, value, op: "SCMP_CMP_EQ" });

/**
 * Kinds of sockets (bits/socket.h). Every other kind is refused: those that leave the network namespace, to a hypervisor
 * (AF_VSOCK); that lead deep into the kernel, to its cryptography (AF_ALG), Bluetooth, CAN, RDS, TIPC, XDP; and packets
 * past the stack (AF_PACKET), whose rings may be as large as the machine's memory, and count towards no limit.
 */
const SOCKET_FAMILIES = {
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 10,
} as const;
const AF_NETLINK = 16;
/** Parts of the kernel that answer over netlink (linux/netlink.h); the rest is refused. */
const NETLINK_PARTS = {
  /** Interfaces, addresses and routes: ip, and the engine's networks. */
  ROUTE: 0,
  /** Sockets: ss. */
  SOCK_DIAG: 4,
  /** IPsec; the engine opens it at its start, for encrypted overlay networks. */
  XFRM: 6,
  /** nf_tables: iptables, and with it every published port. */
  NETFILTER: 12,
  /** IPVS, for services of a swarm. */
  GENERIC: 16,
} as const;

/** sudo asks the kernel's audit to note what it does, and goes on only where there is none: "no such protocol". */
const NETLINK_AUDIT = 9;
const EPROTONOSUPPORT = 93;

/** Ways to run a program (sys/personality.h) that Docker allows: as usual, with old version numbers, "which one?". */
const PERSONALITIES = [0, 0x8, 0x20000, 0x20008, 0xffffffff];

function allow(names: readonly string[], ...args: readonly ArgumentRule[]): CallRule {
  return { names, action: "SCMP_ACT_ALLOW", args };
}

/**
 * The system calls of a sandbox, as Podman reads them (containers-common, seccomp.json): a list of what is allowed.
 * Anything else "does not exist" (ENOSYS), so that programs fall back on what does. Only the 64-bit doors are open: the
 * 32-bit ones take several arguments by address, where no filter sees them, and no image of the course uses them.
 */
export const SECCOMP_PROFILE = {
  defaultAction: "SCMP_ACT_ERRNO",
  defaultErrnoRet: 38,
  archMap: [
    { architecture: "SCMP_ARCH_X86_64", subArchitectures: [] },
    { architecture: "SCMP_ARCH_AARCH64", subArchitectures: [] },
  ],
  syscalls: [
    allow([...OF_A_CONTAINER.trim().split(/\s+/), ...Object.keys(OF_AN_ENGINE)]),
    ...PERSONALITIES.map((value) => allow(["personality"], equals(0, value))),
    ...Object.values(SOCKET_FAMILIES).map((family) => allow(["socket"], equals(0, family))),
    ...Object.values(NETLINK_PARTS).map((part) => allow(["socket"], equals(0, AF_NETLINK), equals(2, part))),
    {
      names: ["socket"],
      action: "SCMP_ACT_ERRNO",
      errnoRet: EPROTONOSUPPORT,
      args: [equals(0, AF_NETLINK), equals(2, NETLINK_AUDIT)],
    },
  ] satisfies CallRule[],
};
