// @ts-check
import { spawn } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { formatTime } from "./format-time.mjs";
import { labEnvironment, labProgram } from "./lab-node.mjs";
import { removeFolder } from "./remove-leftovers.mjs";
import { sendSignal } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { countPlaywright, countVitest, judge } from "./test-results.mjs";

/** A runner that takes longer hangs. Milliseconds. */
const RUNNER_DEADLINE_MS = 40 * 60_000;
/** Playwright ends its lab first, which removes its machines: half a minute at most. */
const GRACE_MS = 45_000;

/**
 * @typedef {object} Runner
 * @property {string} name
 * @property {(report: string) => string[]} argv `report`: where to write a report, for those that can
 * @property {(report: string) => Record<string, string>} [env]
 * @property {(text: string) => import("./test-results.mjs").Count | undefined} [count] absent: one test, its exit code
 */

/** @param {string} name @param {readonly string[]} projects of `vitest.config.ts` @returns {Runner} */
const vitest = (name, projects = [name]) => ({
  name,
  argv: (report) =>
    labProgram(
      "vitest/vitest.mjs",
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ),
  count: countVitest,
});

/** Cheapest first: what fails early is known early. @type {readonly Runner[]} */
export const RUNNERS = [
  { name: "lint", argv: () => labProgram("@biomejs/biome/bin/biome", "check", ".") },
  { name: "types", argv: () => labProgram("typescript/bin/tsc", "--noEmit") },
  vitest("unit"),
  vitest("sandboxes", ["sandbox", "security", "lessons"]),
  {
    name: "e2e",
    argv: () =>
      labProgram(
        "@playwright/test/cli.js",
        "test",
        "--config=e2e/playwright.config.ts",
        "--reporter=list,json",
      ),
    env: (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
    count: countPlaywright,
  },
];

/**
 * Runs every runner in turn, whatever the others did, their output as it comes. An aborted signal ends the one that
 * runs and leaves out the rest; each of those has then failed. What they leave in the folder for temporary files goes
 * with it.
 * @param {readonly Runner[]} runners
 * @param {Readonly<Record<string, string>>} env
 * @param {AbortSignal} signal
 */
export async function runTests(runners, env, signal) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-tests-"));
  const counts = [];
  try {
    for (const runner of runners) {
      process.stdout.write(`\n── ${runner.name}\n`);
      const report = path.join(folder, `${runner.name}.json`);
      const since = Date.now();
      const exitCode = signal.aborted ? 1 : await runOne(runner, report, { ...env, TMPDIR: folder }, signal);
      const text = await readFile(report, "utf8").catch(() => "");
      const whole = exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
      const count = judge(runner.count ? runner.count(text) : whole, exitCode);
      counts.push(count);
      const took = formatTime(Date.now() - since);
      process.stdout.write(`── ${runner.name}: ${count.passed} passed, ${count.failed} failed, ${took}\n`);
    }
  } finally {
    await removeFolder(folder);
  }
  return counts;
}

/**
 * @param {Runner} runner
 * @param {string} report
 * @param {Readonly<Record<string, string>>} env
 * @param {AbortSignal} signal
 * @returns {Promise<number>} exit code
 */
function runOne(runner, report, env, signal) {
  const [file = "", ...args] = runner.argv(report);
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...labEnvironment(), ...env, ...runner.env?.(report) },
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  const stop = () => {
    sendSignal(child, "SIGTERM", "group");
    setTimeout(() => sendSignal(child, "SIGKILL", "group"), GRACE_MS).unref();
  };
  const deadline = setTimeout(() => {
    process.stdout.write(`${runner.name} took longer than ${formatTime(RUNNER_DEADLINE_MS)}: ended.\n`);
    stop();
  }, RUNNER_DEADLINE_MS);
  signal.addEventListener("abort", stop, { once: true });
  return new Promise((resolve) => {
    const end = (/** @type {number} */ code) => {
      clearTimeout(deadline);
      signal.removeEventListener("abort", stop);
      // Whatever the runner started and left behind.
      sendSignal(child, "SIGKILL", "group");
      resolve(code);
    };
    child.once("error", (error) => {
      process.stdout.write(`${error.message}\n`);
      end(1);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}
