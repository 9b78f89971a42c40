import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, vi } from "vitest";
import { refuses } from "../../testing/attempt.ts";
import { testPrefix } from "../../testing/real-sandboxes.ts";
import { type Protection, sandboxWithout } from "../../testing/sandbox-without.ts";
import {
  byCall,
  byShell,
  callNumber,
  holdsMoreThan,
  hostShell,
  IN_A_FOLDER,
  rootOf,
  type ShellPlace,
} from "../../testing/shell-place.ts";
import { startTestLab, type TestLab } from "../../testing/start-test-lab.ts";
import { SANDBOX_CAPABILITIES } from "./capabilities.ts";

/** What root in a sandbox may not do to the kernel, which all share, and to the machine's devices. */

let lab: TestLab;
let attacker: ShellPlace;
const weaker = new Map<Protection, ShellPlace>();
beforeAll(async () => {
  lab = await startTestLab("kernel", ["hello-world:latest"]);
  await Promise.all([
    // As a class's machines are: on a copy of a disk that was made beforehand, its owners mapped to this sandbox's.
    vi.waitFor(async () => expect(await lab.driver.prepare([])).toBe(true), {
      timeout: 120_000,
      interval: 100,
    }),
    ...(["seccomp", "capabilities", "devices", "boot"] as const).map(async (protection) =>
      weaker.set(protection, await sandboxWithout(protection, testPrefix("kernel"))),
    ),
  ]);
  const sandbox = await lab.driver.create({ owner: "attacker" });
  const images = await sandbox.exec(["docker", "images", "--quiet"], { timeoutMs: 30_000 });
  expect(images.stdout).not.toBe("");
  attacker = rootOf(sandbox);
}, 180_000);
afterAll(() => lab?.close());

const host = { kind: "a process of the host", place: () => hostShell() } as const;
const without = (protection: Protection) =>
  ({
    kind: "a sandbox without this protection",
    place: () => weaker.get(protection) as ShellPlace,
  }) as const;
/** Whether the host's own root gets an answer at all from this system call. */
const kernelHas = (script: string) => {
  try {
    execFileSync("bash", ["-c", script], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** A disk that is the host's: made by us, so that the control reads and mounts no other. */
let disk = "";
let diskFile = "";
beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-disk-"));
  diskFile = path.join(folder, "disk");
  await writeFile(diskFile, "");
  await truncate(diskFile, 4 * 1024 * 1024);
  execFileSync("mkfs.ext4", ["-q", diskFile]);
  disk = execFileSync("losetup", ["--find", "--show", diskFile]).toString().trim();
});
afterAll(async () => {
  execFileSync("losetup", ["--detach", disk]);
  await rm(path.dirname(diskFile), { recursive: true });
});
const eachDisk = () => `for disk in ${disk} /dev/vd? /dev/sd? /dev/nvme?n1; do`;

describe("devices: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "read a disk of the host",
        tried: byShell(() => `${eachDisk()} head -c1 $disk && exit 0; done; exit 1`),
        control: host,
      },
      {
        wants: "mount a disk of the host",
        // In a mount namespace of its own, so that nothing of it stays.
        tried: byShell(
          () => `${IN_A_FOLDER} ${eachDisk()} unshare --mount mount $disk $folder && exit 0; done; exit 1`,
        ),
        control: host,
      },
      {
        wants: "make a device of a disk",
        tried: byShell(`${IN_A_FOLDER} mknod $folder/disk b 254 0`),
        control: host,
      },
      {
        wants: "open a device that distributions leave open to everybody",
        tried: byShell(
          "for device in autofs kvm vsock fuse net/tun; do : </dev/$device && exit 0; done; exit 1",
        ),
        control: without("devices"),
      },
      {
        wants: "see the host's devices by name",
        tried: byShell(
          `for file in /dev/* /dev/[!p]*/*; do if [ -b $file ] || [ -c $file ]; then echo $file; fi; done |
             grep -qvxE '/dev/(null|zero|full|random|urandom|tty|ptmx)'`,
        ),
        control: without("boot"),
      },
      {
        wants: "attach a file to a loop device",
        tried: byShell(
          `${IN_A_FOLDER} truncate -s 1M $folder/file; loop=$(losetup --find --show $folder/file) && losetup --detach $loop`,
        ),
        control: host,
      },
      {
        wants: "give itself devices again",
        tried: byShell(
          `group=/sys/fs/cgroup/devices/attempt-$$; mkdir $group; trap 'rmdir $group' EXIT
           echo "c 1:3 rwm" >$group/devices.allow`,
        ),
        control: host,
        meaningful: existsSync("/sys/fs/cgroup/devices"),
      },
    ],
  );
});

describe("memory, log and settings of the kernel: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "read the kernel's memory",
        tried: byShell("head -c1 /proc/kcore | grep -q ."),
        control: host,
        meaningful: existsSync("/proc/kcore"),
      },
      { wants: "read the kernel's log", tried: byShell("dmesg | grep -q ."), control: host },
      {
        wants: "read the kernel's log through its device",
        tried: byShell("timeout 1 dd if=/dev/kmsg of=/dev/null bs=8k count=1"),
        control: host,
      },
      {
        wants: "press the magic key",
        tried: byShell(": >>/proc/sysrq-trigger"),
        control: host,
        meaningful: existsSync("/proc/sysrq-trigger"),
      },
      ...["kernel/core_pattern", "kernel/panic", "vm/swappiness", "fs/file-max", "kernel/printk"].map(
        (setting) => ({
          wants: `write the kernel's setting ${setting}`,
          tried: byShell(`value=$(cat /proc/sys/${setting}) && echo "$value" >/proc/sys/${setting}`),
          control: host,
        }),
      ),
      {
        wants: "mount the kernel's debugger",
        tried: byShell(`${IN_A_FOLDER} unshare --mount mount -t debugfs none $folder`),
        control: host,
        meaningful: kernelHas("grep -qw debugfs /proc/filesystems"),
      },
      {
        wants: "set the clock's rate",
        // Reads the rate (struct timex, tick at byte 88), and sets it to what it is.
        tried:
          byShell(`perl -e 'my $timex = "\\0" x 208; syscall(${callNumber("adjtimex")}, $timex) >= 0 or exit 1;
        substr($timex, 0, 4) = pack("L", 0x4000); exit(syscall(${callNumber("adjtimex")}, $timex) >= 0 ? 0 : 1)'`),
        control: host,
      },
      {
        wants: "name a program that the kernel runs when a group empties",
        tried: byShell(
          `${IN_A_FOLDER} unshare --mount sh -c 'mount -t cgroup -o memory none '$folder' && agent=$(cat '$folder'/release_agent) && echo "$agent" >'$folder/release_agent`,
        ),
        control: host,
        meaningful: existsSync("/sys/fs/cgroup/memory"),
      },
    ],
  );
});

describe("system calls: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "load a module",
        tried: byCall("finit_module", -1, '""', 0),
        control: host,
        meaningful: existsSync("/proc/modules"),
      },
      { wants: "reboot", tried: byCall("reboot", 0, 0, 0, 0), control: host },
      { wants: "swap to a file of its own", tried: byCall("swapon", 0, 0), control: host },
      { wants: "have every process's end written down", tried: byCall("acct", 0), control: host },
      { wants: "open a file by its handle", tried: byCall("open_by_handle_at", -1, 0, 0), control: host },
      { wants: "load a BPF program", tried: byCall("bpf", 5, 0, 0), control: host },
      {
        wants: "count the processor's events",
        tried: byCall("perf_event_open", 0, 0, -1, -1, 0),
        control: without("seccomp"),
      },
      { wants: "use io_uring", tried: byCall("io_uring_setup", 1, 0), control: without("seccomp") },
      {
        wants: "stop the kernel at a page of memory",
        tried: byCall("userfaultfd", 1),
        control: without("seccomp"),
      },
      { wants: "use the kernel's keyrings", tried: byCall("keyctl", 0, -3, 0), control: without("seccomp") },
      { wants: "add a key", tried: byCall("add_key", 0, 0, 0, 0, 0), control: without("seccomp") },
      {
        wants: "read another process's memory in one call",
        tried: byCall("process_vm_readv", "$$", 0, 0, 0, 0, 0),
        control: without("seccomp"),
      },
      {
        wants: "compare processes' kernel objects",
        tried: byCall("kcmp", "$$", "$$", 0, 0, 0),
        control: without("seccomp"),
      },
      {
        wants: "move another process's memory",
        tried: byCall("move_pages", 0, 0, 0, 0, 0, 0),
        control: without("seccomp"),
      },
      {
        wants: "take kernel memory that no limit counts, by a ring of packets (AF_PACKET)",
        tried: byShell(`perl -MSocket -e 'socket(my $packets, 17, SOCK_RAW, 768) or exit 1;
          my $ring = pack("LLLL", 1 << 22, 4, 2048, 4 << 11); exit(setsockopt($packets, 263, 5, $ring) ? 0 : 1)'`),
        control: without("seccomp"),
      },
      {
        wants: "open a socket to the hypervisor (AF_VSOCK)",
        tried: byCall("socket", 40, 1, 0),
        control: without("seccomp"),
      },
      {
        wants: "open a socket to the kernel's ciphers (AF_ALG)",
        tried: byCall("socket", 38, 5, 0),
        control: without("seccomp"),
      },
      {
        wants: "open a socket to the kernel's audit (NETLINK_AUDIT)",
        tried: byShell(`perl -e 'exit(syscall(${callNumber("socket")}, 16, 3, 9) >= 0 ? 0 : 1)'`),
        control: without("seccomp"),
      },
    ],
  );
});

/** exit(0) in machine code for i386, which the filter does not let in at all: an ELF file of 90 bytes. */
const ENTER_BY_32_BITS = `${IN_A_FOLDER} perl -e '
  my $code = "\\x31\\xdb\\x31\\xc0\\x40\\xcd\\x80";
  print pack("a4C5x7", "\\x7fELF", 1, 1, 1, 0, 0), pack("SSLLLLLSSSSSS", 2, 3, 1, 0x8048054, 52, 0, 0, 52, 32, 1, 0, 0, 0),
    pack("L8", 1, 0, 0x8048000, 0x8048000, 91, 91, 5, 0x1000), $code' >$folder/tiny && chmod +x $folder/tiny && $folder/tiny`;
describe("beyond what was given: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "enter the kernel by its 32-bit door",
        tried: byShell(ENTER_BY_32_BITS),
        control: without("seccomp"),
        meaningful: process.arch === "x64" && kernelHas(ENTER_BY_32_BITS),
      },
      {
        wants: "hold a capability left out of the list",
        tried: holdsMoreThan(SANDBOX_CAPABILITIES, "/proc/self/status"),
        control: without("capabilities"),
      },
      {
        wants: "find one that the first process holds",
        tried: holdsMoreThan(SANDBOX_CAPABILITIES, "/proc/1/status"),
        control: without("capabilities"),
      },
    ],
  );
});
