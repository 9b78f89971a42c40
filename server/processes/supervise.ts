import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { endWhenSilent } from "./alive.ts";

/** A child that was ready for this long had started well: it is started again at once. Milliseconds. */
const HEALTHY_MS = 500;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;
/** Between asking a child to end and ending it. Milliseconds. */
const STOP_GRACE_MS = 5_000;

export type ProcessState = "starting" | "ready" | "restarting" | "stopped";

export interface SupervisedProcess {
  /** Resolves when the child said that it is ready for the first time; rejects when it ended before. */
  readonly ready: Promise<void>;
  readonly state: () => ProcessState;
  stop(): Promise<void>;
}

/**
 * Runs a child of ours and starts it again when it dies, at once or, when it does not come up, slower each time. The
 * child says that it is ready by a JSON line that begins with `{"ready":true` on standard output, and ends by itself when
 * its standard input closes: so none outlives us, even after `kill -9`. One that said that it was alive (`sayAlive`), and
 * says so no more, is ended. What it prints on standard error goes to ours. It is in a session of its own: a Ctrl-C meant
 * for us is ours to pass on.
 */
export function supervise(options: {
  name: string;
  argv: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  /** Descriptors beyond the first three; each child gets them. */
  further?: readonly Exclude<StdioOptions, string>[number][];
  onDeath: (detail: string) => void;
  /** How often a child that says that it is alive does so. Milliseconds. */
  aliveEveryMs?: number;
  /** Each child, as soon as it was started. */
  onStart?: (child: ChildProcess) => void;
  /** Each time that it is ready: the line that said so. */
  onReady?: (line: string) => void;
  onChange?: (state: ProcessState) => void;
}): SupervisedProcess {
  const [file, ...args] = options.argv;
  const firstReady = Promise.withResolvers<void>();
  firstReady.promise.catch(() => {});
  let state: ProcessState = "starting";
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delay = FIRST_DELAY_MS;

  function become(next: ProcessState): void {
    state = next;
    options.onChange?.(next);
  }

  function start(): void {
    let readyAt = Number.POSITIVE_INFINITY;
    const current = spawn(file, args, {
      stdio: ["pipe", "pipe", "inherit", ...(options.further ?? [])],
      env: options.env,
      detached: true,
    });
    child = current;
    endWhenSilent(current, () => options.onDeath(`${options.name} hangs and is ended`), options.aliveEveryMs);
    if (current.stdout !== null) {
      createInterface({ input: current.stdout }).on("line", (line) => {
        if (state === "stopped" || state === "ready" || !/^\{"ready":true/.test(line)) return;
        readyAt = performance.now();
        become("ready");
        firstReady.resolve();
        options.onReady?.(line);
      });
    }
    // A child that closes its input meets a broken pipe when it is stopped; its exit says all there is to say.
    current.stdin?.on("error", () => {});
    current.once("error", (error) => {
      if (current.pid === undefined) over(`could not be started: ${error.message}`);
    });
    current.once("exit", (code, signal) => over(`ended (${signal ?? `exit code ${code}`})`));
    options.onStart?.(current);

    function over(what: string): void {
      if (state === "stopped") return;
      const detail = `${options.name} ${what}`;
      firstReady.reject(new Error(`${detail} before it was ready`));
      options.onDeath(detail);
      become("restarting");
      const wasWell = performance.now() - readyAt > HEALTHY_MS;
      if (wasWell) delay = FIRST_DELAY_MS;
      timer = setTimeout(start, wasWell ? 0 : delay);
      if (!wasWell) delay = Math.min(MAX_DELAY_MS, delay * 2);
    }
  }
  start();

  return {
    ready: firstReady.promise,
    state: () => state,
    async stop() {
      if (state !== "stopped") become("stopped");
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
      });
    },
  };
}
