// @ts-check
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { hashOf, stampAt } from "../content-stamp.mjs";
import { labEnvironment, labProgram } from "../lab-node.mjs";
import { runCommand } from "../run-command.mjs";
import { UNCHANGED } from "../run-steps.mjs";
import { ROOT } from "../settings.mjs";
import { SetupError } from "../setup-error.mjs";

/** What the pages are made of. Of `server/`: what is bundled into them; the rest they load as it is (server-module.ts). */
const INPUTS = [
  "app",
  "next.config.js",
  "package-lock.json",
  "postcss.config.mjs",
  "public",
  "server/lessons",
  "server/protocol",
  "tsconfig.json",
];

/**
 * The pages, built for production.
 * @param {object} facts
 * @param {string} facts.nextDir relative to the root
 * @returns {import("../run-steps.mjs").Step}
 */
export function pages({ nextDir }) {
  return {
    title: "Pages",
    after: ["npm packages"],
    async run({ progress, signal }) {
      const inputs = await hashOf(ROOT, INPUTS, (file) => !/\.test\.tsx?$/.test(file));
      const stamp = stampAt(path.join(ROOT, nextDir, "slipway-stamp"));
      if (await stamp.isCurrent(inputs)) return UNCHANGED;
      await stamp.remake(inputs, () => build(nextDir, progress, signal));
    },
  };
}

/**
 * @param {string} nextDir
 * @param {(text: string) => void} progress
 * @param {AbortSignal} signal
 */
async function build(nextDir, progress, signal) {
  // Next leaves folders behind among the temporary files.
  const temporary = await mkdtemp(path.join(os.tmpdir(), "slipway-pages-"));
  try {
    await runCommand(labProgram("next/dist/bin/next", "build"), {
      signal,
      env: { ...labEnvironment(), NODE_ENV: "production", SLIPWAY_NEXT_DIR: nextDir, TMPDIR: temporary },
      isNoise: warningsOf(),
      onLine: (line) => {
        const stage =
          /^ *(?:✓ )?((?:Creating|Compiling|Compiled|Running|Collecting|Generating|Finalizing)[^.(]*)/.exec(
            line,
          );
        if (stage?.[1]) progress(stage[1].trim().toLowerCase());
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new SetupError("The pages could not be built.", {
      output: error instanceof SetupError ? error.output : [String(error)],
      wayOut: "Mend what it says and run the same command again; `npm run build` shows all of it.",
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Next prints its warnings at the end, long, after the error that matters. */
function warningsOf() {
  let inWarnings = false;
  return (/** @type {string} */ line) => {
    if (/encountered \d+ warnings?/.test(line)) inWarnings = true;
    else if (/failed|encountered \d+ errors?/i.test(line)) inWarnings = false;
    return inWarnings;
  };
}
