// @ts-check
import { existsSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./settings.mjs";

const BIN = path.join(ROOT, "node_modules/.bin");

/** The Node that the lab runs on: npm brings it for Linux on x64; elsewhere it is the one that runs us. */
export function labNode() {
  const own = path.join(BIN, "node");
  return existsSync(own) ? own : process.execPath;
}

/**
 * The command line of a program from npm, on the lab's Node.
 * @param {string} entry the program's file, relative to node_modules
 * @param {readonly string[]} args
 */
export function labProgram(entry, ...args) {
  return [labNode(), path.join(ROOT, "node_modules", entry), ...args];
}

/** Programs for administration: often not in a user's own path, which what runs as root for that user gets. */
export const ADMINISTRATION = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** What a child needs to find the lab's Node as `node`, and mkfs.ext4 and the like. */
export function labEnvironment() {
  const folders = new Set([BIN, ...(process.env.PATH ?? "").split(":"), ...ADMINISTRATION]);
  return { PATH: [...folders].join(":"), NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" };
}
