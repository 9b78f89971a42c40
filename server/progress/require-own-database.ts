import { access } from "node:fs/promises";
import path from "node:path";
import { databaseFile } from "./prisma-client.ts";

/** Made after the first database of a data folder, and never removed by us. */
const MADE_LATER = "cookie-secret";

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Rejects, with a sentence for the operator, when a data folder that was in use has lost its database. */
export async function requireOwnDatabase(dataDir: string): Promise<void> {
  const file = databaseFile(dataDir);
  const mark = path.join(dataDir, MADE_LATER);
  if ((await exists(file)) || !(await exists(mark))) return;
  throw new Error(
    `The database ${file} is gone, though this data folder was in use. Learners' progress is in it: put it back, or, to begin with an empty one, remove ${mark} as well.`,
  );
}
