import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isProcessAlive } from "../images/process-alive.ts";
import { get } from "./testing/pull.ts";

let folder: string;
let mirrors: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
  mirrors = [];
});
afterEach(async () => {
  for (const mirror of mirrors) mirror.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const socketPath = () => path.join(folder, "run/mirror.sock");
const ping = () => get(socketPath(), "/v2/").then(({ status }) => status);

async function startMain(): Promise<ChildProcess> {
  const mirror = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      SLIPWAY_DATA: folder,
      SLIPWAY_MIRROR_RUN: path.join(folder, "run"),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  mirrors.push(mirror);
  if (mirror.stdout === null) throw new Error("invariant: standard output is a pipe");
  const [line] = await once(createInterface({ input: mirror.stdout }), "line");
  expect(JSON.parse(line)).toEqual({ ready: true });
  return mirror;
}

async function registryPid(mirror: ChildProcess): Promise<number> {
  const children = await readFile(`/proc/${mirror.pid}/task/${mirror.pid}/children`, "utf8");
  return Number(children.trim());
}

test.each([
  ["SIGTERM", (mirror: ChildProcess) => void mirror.kill("SIGTERM")],
  ["the end of its standard input", (mirror: ChildProcess) => void mirror.stdin?.end()],
])("%s ends mirror, registry and socket", async (_how, end) => {
  const mirror = await startMain();
  const pid = await registryPid(mirror);
  expect(await ping()).toBe(200);
  end(mirror);
  expect((await once(mirror, "exit"))[0]).toBe(0);
  expect(await isProcessAlive(pid)).toBe(false);
  await expect(access(socketPath())).rejects.toThrow();
});

test("a registry that died is started again", async () => {
  const mirror = await startMain();
  const pid = await registryPid(mirror);
  process.kill(pid, "SIGKILL");
  await expect.poll(() => isProcessAlive(pid)).toBe(false);
  await expect.poll(ping, { timeout: 5_000 }).toBe(200);
  expect(await registryPid(mirror)).not.toBe(pid);
});

test("a mirror that was killed leaves no registry, and the next one takes over its socket", async () => {
  const mirror = await startMain();
  const pid = await registryPid(mirror);
  mirror.kill("SIGKILL");
  await expect.poll(() => isProcessAlive(pid)).toBe(false);
  await startMain();
  expect(await ping()).toBe(200);
});
