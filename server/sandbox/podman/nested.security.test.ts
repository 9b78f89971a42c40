import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe } from "vitest";
import { refuses } from "../../testing/attempt.ts";
import { type HostListener, hostListener } from "../../testing/host-listener.ts";
import { importChroot } from "../../testing/import-chroot.ts";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import { sandboxWithout } from "../../testing/sandbox-without.ts";
import {
  byCall,
  byShell,
  holdsMoreThan,
  hostShell,
  IN_A_FOLDER,
  quoted,
  rootOf,
  type SandboxPlace,
  type ShellPlace,
} from "../../testing/shell-place.ts";
import type { Sandbox } from "../driver.ts";
import { SANDBOX_CAPABILITIES } from "./capabilities.ts";

/** Ways out by a container, a namespace or a control group that the attacker makes inside their sandbox. */

const SECRET = `secret-${process.pid}`;
const MEMORY_MB = 500;
const PROCESSES = 400;
const DISK_MB = 100;
let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
let attacker: SandboxPlace;
let folder = "";
let service: HostListener;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-attempt-"));
  await writeFile(path.join(folder, "secret"), SECRET);
  service = await hostListener({ host: "0.0.0.0" });
  lab = await realSandboxes("nested", {
    memoryMb: MEMORY_MB,
    processes: PROCESSES,
    diskMb: DISK_MB,
  });
  sandbox = await lab.driver.create({ owner: "attacker" });
  attacker = rootOf(sandbox);
  await importChroot(sandbox);
});
afterAll(async () => {
  await service?.close();
  await lab?.cleanUp();
  await rm(folder, { recursive: true, force: true });
});

const host = { kind: "a process of the host", place: () => hostShell() } as const;
/** All that Docker lets one ask for, on the root file system of what Docker takes for the host. */
const privilegedContainer: ShellPlace = {
  run: (script) =>
    attacker.run(
      `docker run --rm --privileged --pid=host --network=host --ipc=host --uts=host --cgroupns=host --volume /:/host \
         --security-opt seccomp=unconfined --security-opt apparmor=unconfined chroot /usr/sbin/chroot /host bash -c ${quoted(script)}`,
    ),
};
const ownNamespaces: ShellPlace = {
  run: (script) =>
    attacker.run(
      `unshare --user --map-root-user --mount --pid --fork --net --ipc --cgroup bash -c ${quoted(script)}`,
    ),
};
const writesSetting = byShell(
  'value=$(cat /proc/sys/kernel/core_pattern) && echo "$value" >/proc/sys/kernel/core_pattern',
);
const makesDevice = byShell(`${IN_A_FOLDER} mknod $folder/disk b 254 0`);

describe("from a container with --privileged and the namespaces of its host, nobody can", () => {
  refuses(
    () => privilegedContainer,
    [
      {
        wants: "read a file of the lab's host",
        tried: byShell(() => `grep -q ${SECRET} ${folder}/secret`),
        control: host,
      },
      {
        wants: "see the lab's server",
        tried: byShell("ps -eo args= | grep -v grep | grep -q vitest"),
        control: host,
      },
      {
        wants: "reach a service of the lab's host",
        tried: byShell(() => `timeout 2 bash -c "exec 3<>/dev/tcp/127.0.0.1/${service.port}"`),
        control: host,
      },
      { wants: "write the kernel's settings", tried: writesSetting, control: host },
      { wants: "make a device of a disk", tried: makesDevice, control: host },
      { wants: "read the kernel's log", tried: byShell("dmesg | grep -q ."), control: host },
      {
        wants: "hold a capability that its sandbox does not have",
        tried: holdsMoreThan(SANDBOX_CAPABILITIES, "/proc/self/status"),
        control: host,
      },
      {
        wants: "use a system call that its sandbox does not have",
        tried: byCall("keyctl", 0, -3, 0),
        control: host,
      },
      {
        wants: "see the control groups of others",
        tried: byShell("find /sys/fs/cgroup/ -maxdepth 2 -name 'libpod*' | grep -q ."),
        control: host,
      },
    ],
  );
});

describe("from namespaces of its own nobody can", () => {
  refuses(
    () => ownNamespaces,
    [
      { wants: "write the kernel's settings", tried: writesSetting, control: host },
      { wants: "make a device of a disk", tried: makesDevice, control: host },
      { wants: "use io_uring", tried: byCall("io_uring_setup", 1, 0), control: host },
    ],
  );
});

describe("kinds of programs: nobody can", () => {
  const NAME = `attempt${process.pid}`;
  /** Keeps the host's own list mounted, as systemd does; what was registered goes with it. */
  let holder: ChildProcess;
  beforeAll(async () => {
    const mounted = `mount -t binfmt_misc none ${folder} && echo mounted && exec cat`;
    holder = spawn("unshare", ["--mount", "bash", "-c", mounted], { stdio: ["pipe", "pipe", "inherit"] });
    await once(holder.stdout as Readable, "data");
  });
  afterAll(() => void holder?.kill());

  refuses(
    () => attacker,
    [
      {
        wants: "choose what the host runs for a kind of file",
        tried: async (place) => {
          await place.run(
            `${IN_A_FOLDER} unshare --mount bash -c "mount -t binfmt_misc none $folder && echo :${NAME}:M::ATTEMPT::/bin/true: >$folder/register"`,
          );
          const hosts = hostShell("nsenter", `--target=${holder.pid}`, "--mount");
          return byShell(() => `test -e ${folder}/${NAME} && echo -1 >${folder}/${NAME}`)(hosts);
        },
        control: host,
      },
    ],
  );
});

describe("by its control groups nobody can", () => {
  const own = { kind: "a place that is the attacker's own", place: () => "own" } as const;
  /** Writes a limit that the sandbox does not have: in its own group, or in one that it makes below. */
  const lifts = (v1: string, v2: string, value: string) => async (group: string) =>
    byShell(`cd /sys/fs/cgroup; file=${v2}; [ -e cgroup.controllers ] || { cd ${path.dirname(v1)}; file=${path.basename(v1)}; }
      mkdir -p ${group}; trap 'rmdir $PWD/own' EXIT; echo ${value} >${group}/$file`)(attacker);
  refuses(
    () => ".",
    [
      {
        wants: "lift its limit of memory",
        tried: lifts("memory/memory.limit_in_bytes", "memory.max", String(2 ** 40)),
        control: own,
      },
      {
        wants: "lift its limit of processes",
        tried: lifts("pids/pids.max", "pids.max", "max"),
        control: own,
      },
      {
        wants: "lift its share of the processor",
        tried: lifts("cpu/cpu.shares", "cpu.weight", "1000"),
        control: own,
      },
    ],
  );
});

describe("on the host's disk nobody can", () => {
  const FILL =
    "dd if=/dev/zero of=/etc/hostname bs=1M count=8; dd if=/dev/zero of=/run/.containerenv bs=1M count=8";
  /** Its layer lies where Podman keeps it, and none of the first process's words were run. */
  const unlimited = {
    kind: "a sandbox without this protection",
    place: () => sandboxWithout("boot", lab.prefix),
  } as const;
  refuses(
    () => attacker,
    [
      {
        wants: "write more than its limit",
        tried: byShell(
          `trap 'rm -f /root/fill' EXIT; dd if=/dev/zero of=/root/fill bs=1M count=${2 * DISK_MB}`,
        ),
        control: unlimited,
      },
      {
        wants: "make more files than its limit",
        tried: byShell(`mkdir /root/many && cd /root/many && trap 'rm -r /root/many' EXIT
          perl -e 'for (1..${DISK_MB * 300}) { open(my $file, ">", $_) or exit 1 }'`),
        control: unlimited,
      },
      {
        wants: "make the files large that Podman mounts into it",
        tried: async (place) => {
          await place.run(FILL);
          return byShell(
            `cd $(dirname $(podman container inspect --format '{{.HostnamePath}}' ${place.id})) && find . -size +1M | grep -q .`,
          )(hostShell());
        },
        control: unlimited,
      },
    ],
  );
});

describe("by taking all there is nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "have more memory than its limit",
        tried: byShell(`perl -e '$x = "x" x (${MEMORY_MB * 2} * 1024 * 1024); exit(length $x ? 0 : 1)'`),
        control: host,
      },
      {
        wants: "have memory that its limit does not count, in connections that nobody reads",
        tried: byShell(`perl -MIO::Socket::INET -e '
          my $server = IO::Socket::INET->new(Listen => 50, LocalAddr => "127.0.0.1:9999") or exit 1;
          my (@held, $queued); my $piece = "x" x 65536;
          for (1..40) {
            my $near = IO::Socket::INET->new("127.0.0.1:9999") or last; push @held, $near, $server->accept;
            $near->blocking(0); while (my $sent = syswrite $near, $piece) { $queued += $sent } }
          exit($queued > 100_000_000 ? 0 : 1)'`),
        control: {
          kind: "a sandbox without this protection",
          place: () => sandboxWithout("socket-memory", lab.prefix),
        },
        meaningful: existsSync("/sys/fs/cgroup/memory/memory.kmem.tcp.usage_in_bytes"),
      },
      {
        wants: "have more processes than its limit",
        tried: byShell(`perl -e 'my @all; my $full = 0; for (1..${PROCESSES}) { my $child = fork();
          if (!defined $child) { $full = 1; last } if (!$child) { sleep 60; exit } push @all, $child }
          kill 9, @all; exit $full'`),
        control: host,
      },
    ],
  );
});
