// @ts-check
import { spawn } from "node:child_process";
import { labEnvironment, labNode } from "./lab-node.mjs";
import { sendSignal } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { watchParent } from "./watch-parent.mjs";

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
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: "inherit",
    detached: root?.signal === undefined,
  });

  /** @param {NodeJS.Signals} name */
  const passOn = (name) => {
    if (root?.signal === undefined) sendSignal(child, name);
    // What runs under sudo shares our process group: Ctrl-C has reached it already.
    else if (name !== "SIGINT") root.signal(child, name);
  };
  process.on("SIGINT", passOn);
  process.on("SIGTERM", passOn);
  process.on("SIGHUP", () => passOn("SIGTERM"));
  watchParent(() => passOn("SIGTERM"));

  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}
