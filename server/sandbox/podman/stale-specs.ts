import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

/** What the runtime reads to start a process by is needed for a fraction of a second. Milliseconds. */
const NEEDED_MS = 60_000;
const SPEC_FILE = /^exec-[0-9a-f-]{36}\.json$/;

/** Removes the specifications of processes that a killed server left behind. */
export async function removeStaleSpecs(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => SPEC_FILE.test(each))) {
    const file = path.join(folder, name);
    const written = await stat(file).catch(() => undefined);
    if (written !== undefined && Date.now() - written.mtimeMs > NEEDED_MS) await rm(file, { force: true });
  }
}
