// @ts-check
import { spawn } from "node:child_process";
import { labEnvironment, labNode } from "./lab-node.mjs";
import { ask, sendSignal } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";

/** Variables that the server reads (server/env.ts). */
const SERVER_VARIABLE = /^(SLIPWAY_.*|PORT|HOST|LOG_LEVEL)$/;

/**
 * Runs the server until it ends and gives its exit code. Signals are passed on once each. Without sudo the server has
 * a process group of its own, so that Ctrl-C reaches it through us alone, not twice.
 * @param {import("./privileges.mjs").Privileges | undefined} root
 * @returns {Promise<number>}
 */
export function serve(root) {
  const own = Object.entries(process.env).filter(([name]) => SERVER_VARIABLE.test(name));
  const env = {
    ...labEnvironment(),
    NODE_ENV: "production",
    .../** @type {any} */ (Object.fromEntries(own)),
  };
  const command = [labNode(), "server/index.ts"];
  const [file = "", ...args] = root ? root.wrap(command, env) : command;
  const bySudo = root?.bySudo === true;
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: "inherit",
    detached: !bySudo,
  });

  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    // sudo belongs to root: only another sudo may signal it. It hears of Ctrl-C from the terminal itself.
    if (!bySudo) sendSignal(child, signal, false);
    else if (signal !== "SIGINT") ask(["sudo", "--non-interactive", "kill", "-s", "TERM", String(child.pid)]);
  };
  process.on("SIGINT", passOn);
  process.on("SIGTERM", passOn);
  process.on("SIGHUP", () => passOn("SIGTERM"));

  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}
