import { spawn } from "node:child_process";
import { access, readFile, utimes, writeFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { workstationImageName } from "../../images/image-names.ts";
import { tracesOf } from "../../testing/host-traces.ts";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox, SandboxId } from "../driver.ts";
import { startReaper } from "../reaper.ts";
import { ownLabels } from "./labels.ts";
import { podman } from "./podman-cli.ts";
import { makeRunFolder } from "./run-folder.ts";
import { diskPlaceOf } from "./sandbox-disk.ts";

let lab: Awaited<ReturnType<typeof realSandboxes>>;
beforeAll(async () => {
  lab = await realSandboxes("lifecycle");
});
afterAll(() => lab?.cleanUp());

async function engineAnswers(sandbox: Sandbox): Promise<boolean> {
  const stream = await sandbox.connectEngine().catch(() => undefined);
  if (stream === undefined) return false;
  return new Promise((resolve) => {
    http
      .get({ path: "/_ping", createConnection: () => stream as never }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
        stream.destroy();
      })
      .once("error", () => resolve(false));
  });
}

/** Another process that makes a sandbox, leaves a file in it, and is killed with no chance to tidy up. */
async function madeByAKilledProcess(): Promise<SandboxId> {
  const script = `
    import { realSandboxes } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../testing/real-sandboxes.ts"))};
    const { driver } = await realSandboxes("lifecycle");
    const sandbox = await driver.create({ owner: "killed", files: { "kept.txt": "still here" } });
    await sandbox.openTerminal({ cols: 80, rows: 24 });
    console.log(sandbox.id);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const id = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(String(data).trim()));
    child.once("exit", (code) => reject(new Error(`the maker ended with ${code}`)));
  });
  child.kill("SIGKILL");
  await ended;
  return id as SandboxId;
}

it("a sandbox outlives the process that made it, with its files and its engine", async () => {
  const id = await madeByAKilledProcess();
  const driver = await lab.open();
  expect((await driver.list()).map((summary) => [summary.id, summary.owner])).toContainEqual([id, "killed"]);
  const sandbox = await driver.resume(id);
  if (sandbox === undefined) throw new Error("the sandbox is gone");
  expect(sandbox.owner).toBe("killed");
  expect((await sandbox.exec(["cat", "kept.txt"])).stdout).toBe("still here");
  expect(await engineAnswers(sandbox)).toBe(true);
  await sandbox.destroy();
});

it("a reaper's round removes what nobody owns, and all of it", async () => {
  const id = await madeByAKilledProcess();
  const kept = await lab.driver.create({ owner: "alive" });
  const stdout = await podman(["container", "inspect", "--format", "{{.State.Pid}}", id]);
  const pid = stdout.trim();
  const runDir = path.join(lab.runDir, id);
  const disk = diskPlaceOf(lab.disksDir, id);
  const mounts = await readFile("/proc/mounts", "utf8");
  expect(mounts).toContain(runDir);
  expect(mounts).toContain(disk.folder);

  const reaped: string[] = [];
  const reaper = startReaper({
    driver: await lab.open(),
    owners: () => new Set(["alive"]),
    onReaped: (each) => reaped.push(each),
    onError: (error) => {
      throw error;
    },
  });
  await reaper.firstRound;
  reaper.stop();

  expect(reaped).toEqual([id]);
  await expect(podman(["container", "exists", id])).rejects.toMatchObject({ fault: "failed", stderr: "" });
  await expect(access(disk.file)).rejects.toMatchObject({ code: "ENOENT" });
  await expect(access(disk.folder)).rejects.toMatchObject({ code: "ENOENT" });
  await expect(access(runDir)).rejects.toMatchObject({ code: "ENOENT" });
  await expect(access(`/proc/${pid}`)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await readFile("/proc/mounts", "utf8")).not.toContain(id);
  expect(await kept.status()).toBe("running");
  await kept.destroy();
});

it("never lists a sandbox as nobody's while it is made, nor just after", async () => {
  let making = true;
  const made = lab.driver.create({ owner: "me" }).finally(() => {
    making = false;
  });
  const owners = new Set<string>();
  let roundsLeft = 5;
  while (making || roundsLeft > 0) {
    for (const { owner } of await lab.driver.list()) owners.add(owner);
    if (!making) roundsLeft -= 1;
  }
  expect([...owners]).toEqual(["me"]);
  await (await made).destroy();
});

it("an engine that is killed inside comes back by itself", async () => {
  const sandbox = await lab.driver.create({ owner: "engine" });
  expect((await asRoot(sandbox, "pkill -9 -x dockerd")).exitCode).toBe(0);
  await vi.waitFor(async () => expect(await engineAnswers(sandbox)).toBe(true), {
    timeout: 30_000,
    interval: 200,
  });
  expect((await sandbox.exec(["docker", "info"])).exitCode).toBe(0);
  await sandbox.destroy();
});

it("a sandbox that dies ends its shells, and its status says so by then", async () => {
  const sandbox = await lab.driver.create({ owner: "dying" });
  const terminal = await sandbox.openTerminal({ cols: 80, rows: 24 });
  const exited = new Promise((resolve) => terminal.onExit(resolve));
  const stdout = await podman(["container", "inspect", "--format", "{{.State.Pid}}", sandbox.id]);
  process.kill(Number(stdout), "SIGKILL");
  await exited;
  expect(await sandbox.status()).toBe("exited");
  await expect(sandbox.exec(["true"])).rejects.toMatchObject({ code: "sandbox-gone" });
  await expect(sandbox.connectEngine()).rejects.toMatchObject({ code: "sandbox-gone" });
  expect(await (await lab.open()).resume(sandbox.id)).toBeUndefined();
  expect(await lab.driver.list()).toEqual([]);
});

it("a keeper that is killed inside ends its own terminal, and no other", async () => {
  const sandbox = await lab.driver.create({ owner: "keeper" });
  const terminals = [];
  for (const name of ["doomed", "spared", "forgotten"]) {
    const terminal = await sandbox.openTerminal({ cols: 80, rows: 24 }, name);
    const seen = { terminal, text: "", exit: undefined as number | undefined };
    terminal.onData((data) => {
      seen.text += data;
    });
    terminal.onExit(({ exitCode }) => {
      seen.exit = exitCode;
    });
    terminals.push(seen);
  }
  const [doomed, spared, forgotten] = terminals;
  const killed =
    "pkill -KILL -f 'terminal-keeper .*terminal-doomed[.]sock'; rm /run/slipway/terminal-forgotten.sock";
  expect((await asRoot(sandbox, killed)).exitCode).toBe(0);
  await vi.waitFor(() => expect(doomed?.exit).toBe(129), { timeout: 10_000 });
  for (const alive of [spared, forgotten]) {
    alive?.terminal.write("echo al''ive\r");
    await vi.waitFor(() => expect(alive?.text).toContain("alive\r\n"), { timeout: 10_000 });
    expect(alive?.exit).toBeUndefined();
  }
  expect(await sandbox.attachTerminal("forgotten", 0)).toBeUndefined();
  await sandbox.destroy();
});

it("a start after a crash finds and removes what is half made, and keeps what is whole", async () => {
  const { runDir, prefix } = lab;
  const kept = await lab.driver.create({ owner: "alive" });
  // A run folder without its container; a container that was never started; one that has died; a process never begun.
  const folder = path.join(runDir, `${prefix}-0123456789ab`);
  await makeRunFolder(folder);
  const created = `${prefix}-abcdef012345`;
  const labels = ownLabels(prefix, "crashed").flatMap((label) => ["--label", label]);
  await podman([
    "create",
    "--pull=never",
    "--network=none",
    "--name",
    created,
    ...labels,
    workstationImageName(),
    "true",
  ]);
  const dead = await lab.driver.create({ owner: "crashed" });
  await podman(["kill", "--signal", "KILL", dead.id]);
  const spec = path.join(runDir, "exec-00000000-0000-4000-8000-000000000000.json");
  await writeFile(spec, "{}");
  await utimes(spec, 0, 0);

  const reaped: string[] = [];
  const reaper = startReaper({
    driver: await lab.open(),
    owners: () => new Set(["alive"]),
    onReaped: (id) => reaped.push(id),
    onError: (error) => expect.unreachable(String(error)),
  });
  await reaper.firstRound;
  reaper.stop();
  expect(reaped.toSorted()).toEqual([path.basename(folder), created, dead.id].toSorted());
  const left = await tracesOf([path.basename(folder), created, dead.id], lab);
  expect(Object.values(left).flat()).toEqual([]);
  await expect(access(spec)).rejects.toMatchObject({ code: "ENOENT" });
  expect((await kept.exec(["echo", "whole"])).stdout).toBe("whole\n");
  await kept.destroy();
});

it("a connection to a port inside carries bytes both ways", async () => {
  const sandbox = await lab.driver.create({ owner: "port" });
  await asRoot(
    sandbox,
    "setsid socat TCP-LISTEN:7070,bind=127.0.0.1,reuseaddr,fork EXEC:cat >/dev/null 2>&1 </dev/null &",
  );
  const stream = await vi.waitFor(() => sandbox.connectPort(7070), { timeout: 10_000 });
  const answer = new Promise<string>((resolve) => {
    stream.once("data", (data: Buffer) => resolve(data.toString()));
  });
  stream.write("ahoy\n");
  expect(await answer).toBe("ahoy\n");
  stream.destroy();
  await sandbox.destroy();
});
