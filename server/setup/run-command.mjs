// @ts-check
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { liveProcesses } from "./process-table.mjs";
import { ROOT } from "./settings.mjs";
import { SetupError } from "./setup-error.mjs";

/** Lines of a failed command that are shown. */
const TAIL_LINES = 15;
/** What a command and its children get to tidy up and end after SIGTERM, in milliseconds. */
const GRACE_MS = 10_000;
const POLL_MS = 50;

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * Signals a child and everything it started; answers whether anybody is left. 0 only asks.
 * @typedef {(child: ChildProcess, name: NodeJS.Signals | 0) => Promise<boolean>} SignalAll
 */

/**
 * @typedef {object} CommandOptions
 * @property {Readonly<Record<string, string>>} [env] added to our own environment
 * @property {AbortSignal} [signal] ends the command and everything it started
 * @property {(line: string) => void} [onLine] each line of its output, as it comes
 * @property {(line: string) => boolean} [isNoise] lines that explain no failure
 * @property {boolean} [finishes] the command must not be torn off: it is asked to stop (SIGINT), and waited for
 * @property {SignalAll} [signalAll] for a command that must stay in our process group; others get one of their own
 */

/**
 * Runs a command to its end. Rejects with a SetupError that has its last lines, or with the signal's reason.
 * @param {readonly string[]} argv
 * @param {CommandOptions} [options]
 * @returns {Promise<void>}
 */
export async function runCommand(argv, options = {}) {
  const { env, signal, onLine = () => {}, isNoise = () => false, finishes = false } = options;
  const { signalAll = signalGroup } = options;
  signal?.throwIfAborted();
  const [file = "", ...args] = argv;
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: options.signalAll === undefined,
  });

  /** @type {string[]} */
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      onLine(line);
      if (line.trim() === "" || isNoise(line)) return;
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
    });
  }

  let ended = Promise.resolve();
  const stop = () => {
    if (finishes) sendSignal(child, "SIGINT");
    else ended = endProcesses(child, signalAll);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const ending = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, by) => resolve(code ?? by));
    });
    await ended;
    signal?.throwIfAborted();
    if (ending !== 0) {
      throw new SetupError(`\`${argv.join(" ")}\` ended with ${ending}.`, { output: tail });
    }
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") {
      throw new SetupError(`The command \`${file}\` is not on this machine.`);
    }
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * Asks a child and everything it started to end, and waits until they have; after the grace they are killed.
 * @param {ChildProcess} child
 * @param {SignalAll} signalAll
 */
async function endProcesses(child, signalAll) {
  const deadline = Date.now() + GRACE_MS;
  let alive = await signalAll(child, "SIGTERM");
  while (alive && Date.now() < deadline) {
    await delay(POLL_MS);
    alive = await signalAll(child, 0);
  }
  if (alive) await signalAll(child, "SIGKILL");
}

/** @type {SignalAll} */
async function signalGroup(child, name) {
  if (name !== 0) sendSignal(child, name, "group");
  return (await liveProcesses()).some((each) => each.group === child.pid);
}

/**
 * Sends a signal to a child alone, or with its whole process group. That nobody is left to hear it is fine.
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} name
 * @param {"alone" | "group"} [reach]
 */
export function sendSignal(child, name, reach = "alone") {
  if (child.pid === undefined) return;
  try {
    process.kill(reach === "group" ? -child.pid : child.pid, name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

/**
 * Asks a small question of a command: its standard output, whatever its exit code; `undefined` when it cannot be
 * run or takes longer than `timeoutMs`, by default five seconds.
 * @param {readonly string[]} argv
 * @param {{ timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string } | undefined>}
 */
export async function ask(argv, { timeoutMs = 5_000 } = {}) {
  const [file = "", ...args] = argv;
  const options = { timeout: timeoutMs, env: { ...process.env, LC_ALL: "C" } };
  try {
    const { stdout, stderr } = await promisify(execFile)(file, args, options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = /** @type {any} */ (error);
    return typeof code === "number" ? { code, stdout, stderr } : undefined;
  }
}
