import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { endWhenSilent } from "./alive.ts";

/** A child that lives this long counts as having started well: the next restart is quick again. Milliseconds. */
const HEALTHY_MS = 30_000;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;
/** Between asking a child to end and ending it. Milliseconds. */
const STOP_GRACE_MS = 5_000;

export interface SupervisedProcess {
  /** Resolves when the child said that it is ready for the first time; rejects when it ended before. */
  readonly ready: Promise<void>;
  readonly state: () => "starting" | "ready" | "restarting" | "stopped";
  stop(): Promise<void>;
}

/**
 * Runs a child of ours and starts it again when it dies, slower each time. The child says that it is ready by a JSON
 * line `{"ready":true}` on standard output, and ends by itself when its standard input closes: so none outlives us,
 * even after `kill -9`. One that says that it is alive, and stops to, is ended. What it prints on standard error goes to ours.
 */
export function supervise(options: {
  name: string;
  argv: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  onDeath: (detail: string) => void;
}): SupervisedProcess {
  const [file, ...args] = options.argv;
  const firstReady = Promise.withResolvers<void>();
  firstReady.promise.catch(() => {});
  let state: "starting" | "ready" | "restarting" | "stopped" = "starting";
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delay = FIRST_DELAY_MS;

  function start(): void {
    const startedAt = performance.now();
    const current = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"], env: options.env });
    child = current;
    endWhenSilent(current, () => options.onDeath(`${options.name} hangs and is ended`));
    if (current.stdout !== null) {
      createInterface({ input: current.stdout }).on("line", (line) => {
        if (state === "stopped" || !/^\{"ready":true/.test(line)) return;
        state = "ready";
        firstReady.resolve();
      });
    }
    // A child that closes its input meets a broken pipe when it is stopped; its exit says all there is to say.
    current.stdin?.on("error", () => {});
    current.once("error", (error) => {
      if (current.pid === undefined) over(`could not be started: ${error.message}`);
    });
    current.once("exit", (code, signal) => over(`ended (${signal ?? `exit code ${code}`})`));

    function over(what: string): void {
      if (state === "stopped") return;
      const detail = `${options.name} ${what}`;
      firstReady.reject(new Error(`${detail} before it was ready`));
      options.onDeath(detail);
      state = "restarting";
      if (performance.now() - startedAt > HEALTHY_MS) delay = FIRST_DELAY_MS;
      timer = setTimeout(start, delay);
      delay = Math.min(MAX_DELAY_MS, delay * 2);
    }
  }
  start();

  return {
    ready: firstReady.promise,
    state: () => state,
    async stop() {
      state = "stopped";
      clearTimeout(timer);
      const current = child;
      if (current?.pid === undefined || current.exitCode !== null || current.signalCode !== null) return;
      await new Promise<void>((resolve) => {
        const kill = setTimeout(() => current.kill("SIGKILL"), STOP_GRACE_MS);
        current.once("exit", () => {
          clearTimeout(kill);
          resolve();
        });
        current.stdin?.end();
        current.kill("SIGTERM");
      });
    },
  };
}
