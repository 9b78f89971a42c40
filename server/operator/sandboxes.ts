import path from "node:path";
import { readSettings, type Settings } from "../env.ts";
import { lockOf, podmanSettings, runDirOf } from "../podman-settings.ts";
import type { SandboxDriver } from "../sandbox/driver.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";
import { askLab, type RunningLab } from "./ask-lab.ts";
import { CommandError } from "./command-error.ts";
import { readLabAddress } from "./lab-address.ts";
import { readOperatorToken } from "./operator-token.ts";
import { sandboxesCommand } from "./sandboxes-command.ts";

/** `npm run sandboxes -- COMMAND` */
async function findLab({ prefix, dataDir }: Settings): Promise<RunningLab | undefined> {
  try {
    const address = await readLabAddress(runDirOf(prefix), lockOf(prefix));
    if (address === undefined) return undefined;
    const token = await readOperatorToken(dataDir);
    if (token !== undefined) return askLab(address, token);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
    throw new CommandError(
      "A lab runs as another user, whose files may not be read. Run this as that user; of a lab without root: npm run rootless -- npm run sandboxes -- list",
      error,
    );
  }
  throw new CommandError(
    `A lab runs, but ${path.join(dataDir, "operator-token")} is not there. Set SLIPWAY_DATA to the lab's own.`,
  );
}

async function openDriver({ driver, prefix, limits }: Settings): Promise<SandboxDriver> {
  if (driver === "fake") return createFakeDriver();
  return createPodmanDriver(podmanSettings(prefix, limits)).catch((error) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`No lab runs, and Podman could not be asked (as root?): ${why}`, error);
  });
}

try {
  const settings = readSettings(process.env);
  process.exitCode = await sandboxesCommand(
    process.argv.slice(2),
    { findLab: () => findLab(settings), openDriver: () => openDriver(settings) },
    (text) => process.stdout.write(text),
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
