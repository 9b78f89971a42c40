// @ts-check
import { checkHost } from "./host-checks.mjs";
import { installsPackages } from "./known-systems.mjs";
import { createReporter } from "./progress-line.mjs";
import { runSteps } from "./run-steps.mjs";
import { SetupError } from "./setup-error.mjs";
import { databaseClient } from "./steps/database-client.mjs";
import { images } from "./steps/images.mjs";
import { npmPackages } from "./steps/npm-packages.mjs";
import { pages } from "./steps/pages.mjs";
import { systemPackages, systemPrograms } from "./steps/system-packages.mjs";
import { systemUser } from "./steps/system-user.mjs";
import { userIds } from "./steps/user-ids.mjs";

/**
 * @typedef {object} SetUpFacts
 * @property {import("./settings.mjs").SetupSettings} settings
 * @property {import("./detect-host.mjs").HostFacts} host
 * @property {import("./privileges.mjs").Privileges | undefined} root absent: nothing here needs root
 * @property {boolean} forTests
 */

/**
 * Makes the machine ready for the lab. Each step does nothing when it was done before and nothing has changed since.
 * @param {SetUpFacts} facts
 * @param {AbortSignal} signal
 */
export async function setUp(facts, signal) {
  const reporter = createReporter(process.stdout);
  try {
    await runSteps(stepsFor(facts), reporter, signal);
  } finally {
    reporter.close();
  }
}

/** @param {SetUpFacts} facts */
function stepsFor({ settings, host, root, forTests }) {
  const own = [npmPackages(host), databaseClient(), pages(settings)];
  if (!root) return own;
  if (host.rootless) return [...own, images({ dataDir: settings.dataDir, root })];
  const system = installsPackages(host.distribution)
    ? systemPackages({ host, root, forTests })
    : systemPrograms(host);
  const ids = userIds({ maxSandboxes: settings.maxSandboxes, root });
  const user = systemUser({ user: settings.user, root });
  return [system, ids, user, ...own, images({ dataDir: settings.dataDir, root })];
}

/**
 * Refuses a machine that the lab cannot run on, before anything is installed.
 * @param {import("./detect-host.mjs").HostFacts} host
 * @param {{ maxSandboxes: number, port: number, portState: import("./port-state.mjs").PortState }} lab
 */
export function refuseUnfitHost(host, lab) {
  if (lab.portState === "lab") {
    throw new SetupError(`A lab is being served on port ${lab.port} already.`, {
      wayOut:
        "Use that one, stop it, or start another beside it: PORT=3001 SLIPWAY_PREFIX=second SLIPWAY_DATA=data/second npm start",
    });
  }
  const faults = checkHost(host, lab).filter((check) => check.state === "stop");
  if (faults.length === 0) return;
  throw new SetupError("The lab cannot run on this machine yet:", {
    output: faults.map((fault) => `${fault.name}: ${fault.found}. ${fault.todo ?? ""}`.trim()),
    wayOut: "`npm run doctor` shows everything that was looked at.",
  });
}
