// @ts-check
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { ROOT } from "./settings.mjs";
import { SetupError } from "./setup-error.mjs";

/** Lines of a failed command that are shown. */
const TAIL_LINES = 15;
/** What a command gets to end by itself after SIGTERM, in milliseconds. */
const GRACE_MS = 5_000;

/**
 * @typedef {object} CommandOptions
 * @property {Readonly<Record<string, string>>} [env] added to our own environment
 * @property {AbortSignal} [signal] ends the command and everything it started
 * @property {(line: string) => void} [onLine] each line of its output, as it comes
 * @property {(line: string) => boolean} [isNoise] lines that explain no failure
 * @property {boolean} [finishes] the command must not be torn off: it is asked to stop (SIGINT), and waited for
 * @property {boolean} [keepsTerminal] stays in our process group, which `sudo` needs to know us again
 */

/**
 * Runs a command to its end. Rejects with a SetupError that has its last lines, or with the signal's reason.
 * @param {readonly string[]} argv
 * @param {CommandOptions} [options]
 * @returns {Promise<void>}
 */
export async function runCommand(argv, options = {}) {
  const { env, signal, onLine = () => {}, isNoise = () => false, finishes = false } = options;
  signal?.throwIfAborted();
  const [file = "", ...args] = argv;
  const ownGroup = !options.keepsTerminal;
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: ownGroup,
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

  /** @type {NodeJS.Timeout | undefined} */
  let killer;
  const stop = () => {
    if (finishes) return sendSignal(child, "SIGINT", false);
    sendSignal(child, "SIGTERM", ownGroup);
    killer = setTimeout(() => sendSignal(child, "SIGKILL", ownGroup), GRACE_MS);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const ending = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, by) => resolve(code ?? by));
    });
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
    clearTimeout(killer);
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * Sends a signal to a child, or to its whole process group. That it has ended already is fine.
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} name
 * @param {boolean} toGroup
 */
export function sendSignal(child, name, toGroup) {
  if (child.pid === undefined) return;
  try {
    process.kill(toGroup ? -child.pid : child.pid, name);
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
