// @ts-check
// `npm test`: makes a fresh machine ready and runs every test there is. Beside a lab that runs on this machine, it has
// names, data and pages of its own.
import { detectHost } from "./detect-host.mjs";
import { listenForInterruption } from "./interruption.mjs";
import { acquireRoot } from "./privileges.mjs";
import { removeLeftovers } from "./remove-leftovers.mjs";
import { RUNNERS, runTests } from "./run-tests.mjs";
import { refuseUnfitHost, setUp } from "./set-up.mjs";
import { readSetupSettings } from "./settings.mjs";
import { SetupError } from "./setup-error.mjs";
import { describeFailure } from "./show-failure.mjs";
import { sum } from "./test-results.mjs";

/** Another one for each of several checkouts that test on one machine at a time. */
const PREFIX = process.env.SLIPWAY_TEST_PREFIX ?? "slipway-test";
const TEST_ENVIRONMENT = {
  SLIPWAY_DATA: "data/test",
  SLIPWAY_PREFIX: PREFIX,
  SLIPWAY_NEXT_DIR: ".next-test",
};

/** @param {AbortSignal} signal */
async function test(signal) {
  const settings = readSetupSettings({ ...process.env, ...TEST_ENVIRONMENT });
  const host = await detectHost(settings);
  if (!host.isRoot) {
    throw new SetupError("The tests make real sandboxes, and need root for it.", {
      wayOut: "Run them as root: sudo npm test",
    });
  }
  refuseUnfitHost(host, { ...settings, portState: "free" });
  await setUp({ settings, host, root: await acquireRoot("npm test"), forTests: true }, signal);
  await removeLeftovers(PREFIX);
  return runTests(RUNNERS, TEST_ENVIRONMENT, signal);
}

const { signal } = listenForInterruption();
let counts = [{ passed: 0, failed: 1 }];
try {
  counts = await test(signal);
} catch (error) {
  process.stdout.write(describeFailure(error));
} finally {
  await removeLeftovers(PREFIX);
}
const { passed, failed } = sum(counts);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
