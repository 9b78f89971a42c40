// @ts-check
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "./setup-error.mjs";

/** The folder that holds package.json. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * What the set-up needs of the environment before anything is installed. The server reads and checks the same
 * variables again, with better words (server/env.ts).
 * @typedef {object} SetupSettings
 * @property {string} dataDir absolute
 * @property {string} nextDir folder of the built pages, relative to the root
 * @property {string} host
 * @property {number} port
 * @property {number} maxSandboxes
 * @property {string} user as whom the lab serves the network
 * @property {boolean} withoutRoot also where there is a way to root
 * @property {boolean} usesPodman false: the fake driver, which needs no system package, no image and no root
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {SetupSettings}
 */
export function readSetupSettings(env) {
  return {
    dataDir: path.resolve(ROOT, env.SLIPWAY_DATA ?? "data"),
    nextDir: env.SLIPWAY_NEXT_DIR ?? ".next",
    host: env.HOST ?? "127.0.0.1",
    port: wholeNumber(env, "PORT", 3000, 65_535),
    maxSandboxes: wholeNumber(env, "SLIPWAY_MAX_SANDBOXES", 30, 1_000),
    user: env.SLIPWAY_USER ?? "slipway",
    withoutRoot: env.SLIPWAY_ROOTLESS === "1",
    usesPodman: env.SLIPWAY_DRIVER !== "fake",
  };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {number} fallback
 * @param {number} most
 */
function wholeNumber(env, name, fallback, most) {
  const value = Number(env[name] ?? fallback);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new SetupError(`${name} must be a whole number from 0 to ${most}, not ${env[name]}.`);
}
