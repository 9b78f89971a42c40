import { type ChildProcess, spawn } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { readSettings } from "../env.ts";
import { publishCatalogue } from "../mirror/publish-catalogue.ts";
import type { SandboxLimits } from "../sandbox/driver.ts";
import { labProcess } from "../testing/lab-process.ts";

const SERVER = "server/web/main.ts";

/** Resolves with the rest of the next line that starts with `prefix`; rejects when the child ends before. */
export function untilLine(child: ChildProcess, prefix: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error("invariant: standard output is a pipe");
    const lines = createInterface({ input: child.stdout });
    const ended = (code: number | null) =>
      reject(new Error(`it ended with code ${code} before it said "${prefix}"`));
    lines.on("line", (line) => {
      if (!line.startsWith(prefix)) return;
      lines.close();
      child.stdout?.resume();
      child.off("exit", ended);
      resolve(line.slice(prefix.length).trim());
    });
    child.once("exit", ended);
  });
}

/** Asks a child to end and waits until it has. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

/** Of the sandboxes that the benchmarks make themselves. */
export const BENCH_LIMITS: SandboxLimits = { memoryMb: 1024, cpus: 1, processes: 1024, diskMb: 4000 };

export interface LabUnderTest {
  readonly url: string;
  /** Of the sandbox host, from which all of the lab's processes descend. */
  readonly pid: number;
  /** Kills the server (SIGKILL), as nobody announces it. Its host lives on, and starts another at once. */
  kill(): Promise<void>;
  /** After a kill: resolves with the time (`performance.now()`) at which a server serves again. */
  untilBack(): Promise<number>;
  /** Ends the lab and removes every sandbox and folder that it made. */
  close(): Promise<void>;
}

/** Apart from that of the lab itself, so that one that runs is not disturbed. */
export const benchPrefix = (): string => `${readSettings(process.env).prefix}-bench`;

/**
 * The whole lab as `npm start` runs it, in processes of its own, with own data, prefix and port. `settings`: of its
 * environment.
 */
export async function startLabUnderTest(
  settings: Readonly<Record<string, string>> = {},
): Promise<LabUnderTest> {
  const prefix = benchPrefix();
  const { nextDir } = readSettings(process.env);
  await access(path.join(nextDir, "BUILD_ID")).catch(() => {
    throw new Error(`There are no built pages in ${nextDir}. Run npm start once, then the benchmark again.`);
  });
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${prefix}-`));
  await publishCatalogue({ dataDir, onProgress: () => {} });
  const host = spawn(process.execPath, ["server/testing/short-lived-lab.ts"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      RUNNER_PID: String(process.pid),
      PORT: "0",
      SLIPWAY_DATA: dataDir,
      SLIPWAY_PREFIX: prefix,
      LOG_LEVEL: "warn",
      ...settings,
    },
  });
  const url = await untilLine(host, "Slipway is ready:");
  const pid = host.pid ?? 0;
  let back = Promise.resolve(performance.now());
  return {
    url,
    pid,
    async kill() {
      const server = await labProcess(pid, SERVER);
      back = untilLine(host, "Slipway is ready again:").then(() => performance.now());
      process.kill(server, "SIGKILL");
    },
    untilBack: () => back,
    async close() {
      await stop(host);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
