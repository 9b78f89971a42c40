import { readdir, rm } from "node:fs/promises";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox } from "../driver.ts";

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
let neighbour: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("isolation");
  [sandbox, neighbour] = await Promise.all([
    lab.driver.create({ owner: "one" }),
    lab.driver.create({ owner: "two" }),
  ]);
});
afterAll(() => lab?.cleanUp());

/** A server of the host that counts who came. */
async function hostServer(listen: { host: string; port: number } | { path: string }) {
  let visits = 0;
  const server = net.createServer((socket) => {
    visits += 1;
    socket.end("hello from the host\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen, resolve);
  });
  return { server, visits: () => visits, close: () => new Promise((resolve) => server.close(resolve)) };
}

describe("the network", () => {
  it("has no interface but its own", async () => {
    const { stdout } = await asRoot(sandbox, "ls /sys/class/net");
    expect(stdout.trim().split("\n").sort()).toEqual(["docker0", "lo"]);
    expect((await asRoot(sandbox, "ip route show default")).stdout).toBe("");
  });

  it("does not reach any service of the host, on any of its addresses", async () => {
    const wide = await hostServer({ host: "0.0.0.0", port: 0 });
    const { port } = wide.server.address() as AddressInfo;
    const local = await hostServer({ host: "127.0.0.1", port: 0 });
    const { port: localPort } = local.server.address() as AddressInfo;
    try {
      const addresses = Object.values(os.networkInterfaces()).flatMap((each) => each ?? []);
      const own = addresses.filter(({ family }) => family === "IPv4").map(({ address }) => address);
      for (const address of new Set([...own, "127.0.0.1", "10.0.2.2", "169.254.169.254"])) {
        for (const each of [port, localPort]) {
          const { exitCode } = await asRoot(
            sandbox,
            `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${each}'`,
          );
          expect(exitCode, `${address}:${each}`).not.toBe(0);
        }
      }
      expect([wide.visits(), local.visits()]).toEqual([0, 0]);
    } finally {
      await Promise.all([wide.close(), local.close()]);
    }
  });

  it("does not reach an abstract socket of the host", async () => {
    const name = `slipway-test-${process.pid}`;
    const host = await hostServer({ path: `\0${name}` });
    try {
      const { exitCode } = await asRoot(sandbox, `echo | timeout 2 socat - ABSTRACT-CONNECT:${name}`);
      expect(exitCode).not.toBe(0);
      expect(host.visits()).toBe(0);
    } finally {
      await host.close();
    }
  });

  it("does not reach another sandbox", async () => {
    await asRoot(
      neighbour,
      "setsid socat TCP-LISTEN:8099,fork,reuseaddr SYSTEM:'echo neighbour' >/dev/null 2>&1 &",
    );
    const call = (address: string) => `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/8099; cat <&3'`;
    await vi.waitFor(async () => {
      expect((await asRoot(neighbour, call("127.0.0.1"))).stdout).toBe("neighbour\n");
    }, 5_000);
    const { stdout: own } = await asRoot(neighbour, "hostname -I; ip -4 -o addr");
    for (const address of own.match(/\d+\.\d+\.\d+\.\d+/g) ?? []) {
      const { stdout } = await asRoot(
        sandbox,
        `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/8099; cat <&3'`,
      );
      expect(stdout, address).not.toContain("neighbour");
    }
  });

  it("knows no name of the outside", async () => {
    expect((await asRoot(sandbox, "timeout 5 getent hosts example.com")).exitCode).not.toBe(0);
  });
});

describe("root inside may not", () => {
  it.each([
    [
      "mount the host's disks",
      "for d in /dev/vd* /dev/sd* /dev/nvme* /dev/loop0; do mount $d /mnt && exit 0; done; exit 1",
    ],
    [
      "read the host's disks",
      "for d in /dev/vd* /dev/sd* /dev/nvme* /dev/loop0; do head -c1 $d && exit 0; done; exit 1",
    ],
    ["make a device of a disk", "mknod /tmp/disk b 254 0 || mknod /var/lib/docker/disk b 8 0"],
    ["make a device in the folder shared with the host", "mknod /run/slipway/disk b 254 0"],
    ["read the kernel's log", "dmesg >/dev/null 2>&1 && dmesg | grep -q . || head -c1 /dev/kmsg"],
    ["read the kernel's memory", "head -c1 /proc/kcore || head -c1 /dev/mem || head -c1 /dev/kmem"],
    ["press the magic key", "echo s > /proc/sysrq-trigger"],
    [
      "change the kernel's settings",
      "echo 1 > /proc/sys/kernel/panic || echo '|/x' > /proc/sys/kernel/core_pattern",
    ],
    ["drop the host's caches", "echo 1 > /proc/sys/vm/drop_caches"],
    [
      "load a module",
      "finit() { perl -e 'exit(syscall(313, 0, 0, 0) == 0 ? 0 : 1)'; }; finit || modprobe dummy",
    ],
    ["mount the kernel's debugger", "mount -t debugfs none /mnt || mount -t tracefs none /mnt"],
    ["set the clock", "date -s 2001-01-01"],
    ["reboot the host", "perl -e 'exit(syscall(169, 0xfee1dead, 672274793, 0x1234567, 0) == 0 ? 0 : 1)'"],
    ["use a device that a disk hides behind", "losetup /dev/loop0 /etc/hostname"],
    [
      "name a program that the host would run",
      "find /sys/fs/cgroup -name release_agent -exec sh -c 'echo /x > $1' _ {} \\; -print | grep -q . && exit 0; mkdir /tmp/cg; mount -t cgroup -o memory none /tmp/cg && echo /x > /tmp/cg/release_agent",
    ],
    [
      "open a file of the host by its handle",
      "perl -e 'exit(syscall(304, 0, 0, 0) == -1 && $!{ENOSYS} || $!{EPERM} || $!{EFAULT} ? 1 : 0)'",
    ],
    ["write to the mirror's folder", "touch /run/slipway-mirror/x"],
    [
      "make the mirror's folder writable",
      "mount -o remount,rw /run/slipway-mirror && touch /run/slipway-mirror/x",
    ],
    [
      "run a program from the folder shared with the host",
      "cp /bin/true /run/slipway/t; chmod +x /run/slipway/t; /run/slipway/t",
    ],
  ])("%s", async (_, script) => {
    const result = await asRoot(sandbox, script);
    expect(result.exitCode, JSON.stringify(result)).not.toBe(0);
    await asRoot(sandbox, "rm -f /run/slipway/t /tmp/disk; umount /mnt /tmp/cg; rmdir /tmp/cg; true");
  });

  it("see or signal a process of the host", async () => {
    const { stdout } = await asRoot(sandbox, "ps -e -o pid=,args=");
    expect(stdout).not.toContain("vitest");
    expect(stdout).toMatch(/^\s*1 .*docker-init/m);
    expect((await asRoot(sandbox, `kill -0 ${process.pid}`)).exitCode).not.toBe(0);
  });

  it("be an id of the host, or one of another sandbox", async () => {
    const maps = [];
    for (const each of [sandbox, neighbour]) {
      for (const file of ["uid_map", "gid_map"]) {
        const { stdout } = await asRoot(each, `cat /proc/self/${file}`);
        const lines = stdout.trim().split("\n");
        expect(lines).toHaveLength(1);
        const [inside, outside = 0, size = 0] = (lines[0] ?? "").trim().split(/\s+/).map(Number);
        expect([inside, size]).toEqual([0, 65_536]);
        expect(outside).toBeGreaterThanOrEqual(65_536);
        maps.push({ file, from: outside, to: outside + size });
      }
    }
    const [, , uids, gids] = maps;
    for (const { file, from, to } of maps.slice(0, 2)) {
      const other = file === "uid_map" ? uids : gids;
      expect(to <= (other?.from ?? 0) || from >= (other?.to ?? 0)).toBe(true);
    }
  });
});

describe("the folder shared with the host", () => {
  const shared = () => path.join(lab.runDir, sandbox.id);
  afterEach(() =>
    asRoot(sandbox, "cd /run/slipway && find . -mindepth 1 ! -name docker.sock ! -name go -delete"),
  );

  it("cannot be filled beyond a few kilobytes", async () => {
    const { exitCode } = await asRoot(sandbox, "dd if=/dev/zero of=/run/slipway/big bs=1k count=1024");
    expect(exitCode).not.toBe(0);
    const { stdout } = await asRoot(sandbox, "stat -c %s /run/slipway/big");
    expect(Number(stdout)).toBeLessThanOrEqual(64 * 1024);
  });

  it("cannot be filled with names", async () => {
    await asRoot(sandbox, "for i in $(seq 100); do touch /run/slipway/f$i; done 2>/dev/null");
    expect((await readdir(shared())).length).toBeLessThanOrEqual(32);
  });

  it("cannot be made larger from inside", async () => {
    await asRoot(sandbox, "mount -o remount,size=100m,nr_inodes=10000 /run/slipway");
    expect((await asRoot(sandbox, "dd if=/dev/zero of=/run/slipway/big bs=1k count=1024")).exitCode).not.toBe(
      0,
    );
  });
});

describe("the engine's socket", () => {
  const hostSocket = `/run/slipway-test-isolation-${process.pid}.sock`;
  let host: Awaited<ReturnType<typeof hostServer>>;
  beforeAll(async () => {
    host = await hostServer({ path: hostSocket });
    await asRoot(sandbox, "mv /run/slipway/docker.sock /run/slipway/real.sock");
  });
  afterEach(() => asRoot(sandbox, "rm -rf /run/slipway/docker.sock"));
  afterAll(async () => {
    await asRoot(sandbox, "mv /run/slipway/real.sock /run/slipway/docker.sock");
    await host.close();
    await rm(hostSocket, { force: true });
  });

  it.each([
    ["nothing", "true"],
    ["a link to another socket of the host", `ln -s ${hostSocket} docker.sock`],
    ["a relative link to it", `ln -s ../..${hostSocket} docker.sock`],
    ["a link to a link", `ln -s docker.sock docker.sock`],
    ["a link to the real one", "ln -s real.sock docker.sock"],
    ["a file", "echo x > docker.sock"],
    ["a pipe", "mkfifo docker.sock"],
    ["a folder", "mkdir docker.sock"],
    [
      "a socket on which nobody listens",
      "timeout 1 socat UNIX-LISTEN:docker.sock,unlink-close=0 - </dev/null; test -S docker.sock",
    ],
    [
      "a socket for messages",
      "timeout 1 socat UNIX-RECV:docker.sock,unlink-close=0 - </dev/null; test -S docker.sock",
    ],
  ])("replaced by %s is refused at once", async (_, script) => {
    const made = await asRoot(sandbox, `cd /run/slipway && ${script}`);
    expect(made.exitCode, made.stderr).toBe(0);
    const before = Date.now();
    await expect(sandbox.connectEngine()).rejects.toMatchObject({ code: "engine-unreachable" });
    expect(Date.now() - before).toBeLessThan(2_500);
    expect(host.visits()).toBe(0);
  });
});
