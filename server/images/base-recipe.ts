/**
 * Never unpacked: manuals (`--help` and the lessons serve; licences stay), headers for compiling against Perl, and
 * shims of containerd that Docker's engine does not use.
 */
export const LEFT_OUT = [
  "/usr/share/doc/*",
  "/usr/share/man/*",
  "/usr/share/info/*",
  "/usr/share/locale/*",
  "/usr/share/lintian/*",
  "/usr/share/bug/*",
  "/usr/lib/*/perl/*/CORE/*",
  "/usr/bin/containerd-stress",
  "/usr/bin/containerd-shim",
  "/usr/bin/containerd-shim-runc-v1",
];
/** Kept all the same. */
export const KEPT = ["/usr/share/doc/*/copyright"];

/** Run on the finished root file system, `$1`, in order. */
export const FINISH = [
  // A package chooses the group's number; the user's is fixed, as files of lessons belong to it.
  'chroot "$1" useradd --create-home --key HOME_MODE=0755 --shell /bin/bash --uid 1000 --user-group learner',
  'chroot "$1" usermod --append --groups docker learner',
  `printf 'learner ALL=(ALL:ALL) NOPASSWD: ALL\\n' > "$1/etc/sudoers.d/learner"`,
  'chmod 0440 "$1/etc/sudoers.d/learner"',
  // sudo asks for the host's own name; without this line it waits for a name server that does not exist.
  `printf '127.0.0.1 localhost lab\\n::1 localhost ip6-localhost\\n' > "$1/etc/hosts"`,
  `printf 'lab\\n' > "$1/etc/hostname"`,
  'ln --symbolic --force /usr/bin/vim.tiny "$1/usr/local/bin/vim"',
  // Where packages came from is the builder's affair; there is no way out of a sandbox to fetch more.
  'rm --force "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/etc/apt/apt.conf.d/99mmdebstrap',
  'rm --recursive --force "$1"/var/log/* "$1"/var/cache/apt/* "$1"/var/cache/debconf/*-old "$1"/var/lib/apt/lists/*',
  'rm --force "$1"/var/lib/dpkg/*-old "$1"/etc/resolv.conf "$1"/etc/machine-id',
  ': > "$1/etc/machine-id"',
];
