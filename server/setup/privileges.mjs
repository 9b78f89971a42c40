// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { liveProcesses } from "./process-table.mjs";
import { ask, runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";

/** How often sudo is told that we are still here, in milliseconds; it forgets after 5 to 15 minutes. */
const KEEP_ALIVE_MS = 60_000;

/**
 * The right to run commands as root.
 * @typedef {object} Privileges
 * @property {(argv: readonly string[], options?: import("./run-command.mjs").CommandOptions) => Promise<void>} run
 * @property {(argv: readonly string[], env: Readonly<Record<string, string>>) => string[]} wrap the command line that
 *   runs a command as root with these variables
 * @property {((child: import("node:child_process").ChildProcess, name: NodeJS.Signals) => Promise<void>)} [signal]
 *   how to signal such a command; absent: like any other
 */

/**
 * Finds a way to be root: being it, sudo without a password, or sudo with one, asked for now, so that it does not
 * come in between later. Rejects with a SetupError that says what to type instead.
 * @param {string} command what the person typed, e.g. `npm start`
 * @returns {Promise<Privileges>}
 */
export async function acquireRoot(command) {
  if (process.getuid?.() === 0) return { run: runCommand, wrap: (argv) => [...argv] };

  const wayOut = `Run it as root: sudo ${command}; or without root: SLIPWAY_ROOTLESS=1 ${command}`;
  const sudo = await ask(["sudo", "--non-interactive", "true"]);
  if (sudo === undefined) {
    throw new SetupError("Sandboxes need root, and there is no sudo here.", {
      wayOut: `Run it as root: su -c '${command}'`,
    });
  }
  if (sudo.code !== 0) {
    if (!process.stdin.isTTY) {
      throw new SetupError("Sandboxes need root, and sudo asks for a password.", { wayOut });
    }
    process.stdout.write("Sandboxes need root. sudo asks for your password:\n");
    const [code] = await once(spawn("sudo", ["--validate"], { stdio: "inherit" }), "close");
    if (code !== 0) throw new SetupError("sudo did not let you in.", { wayOut });
  }
  setInterval(() => ask(["sudo", "--non-interactive", "--validate"]), KEEP_ALIVE_MS).unref();

  /** @type {Privileges["wrap"]} */
  const wrap = (argv, env) => {
    // Through env(1): sudo itself keeps variables only where its configuration allows it.
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return ["sudo", "--non-interactive", "--", "env", ...variables, ...argv];
  };
  return {
    // sudo knows us again by our terminal, so the command stays in our process group.
    run: (argv, options = {}) =>
      runCommand(wrap(argv, options.env ?? {}), { ...options, signalAll: signalTreeAsRoot }),
    wrap,
    signal: signalAsRoot,
  };
}

/**
 * A process of root's hears only root.
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} name
 */
async function signalAsRoot(child, name) {
  await ask(["sudo", "--non-interactive", "kill", "-s", name, String(child.pid)]);
}

/** @type {import("./run-command.mjs").SignalAll} */
async function signalTreeAsRoot(child, name) {
  const tree = [child.pid];
  const alive = await liveProcesses();
  for (const parent of tree) {
    tree.push(...alive.filter((each) => each.parent === parent).map((each) => each.pid));
  }
  const pids = tree.filter((pid) => alive.some((each) => each.pid === pid)).map(String);
  if (name !== 0 && pids.length > 0)
    await ask(["sudo", "--non-interactive", "kill", "-s", name, "--", ...pids]);
  return pids.length > 0;
}
