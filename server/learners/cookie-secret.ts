import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createOnce } from "../processes/create-once.ts";

const SECRET_BYTES = 32;

/**
 * The secret that signs learners' cookies, from `<dataDir>/cookie-secret`; the first call makes it. It appears
 * whole or not at all, also when two processes start at once: both then read the same one. Rejects when the file
 * is there but holds no secret, because a new one would make strangers of all learners.
 */
export async function readOrCreateSecret(dataDir: string): Promise<Buffer> {
  const file = path.join(dataDir, "cookie-secret");
  const kept = await readSecret(file);
  if (kept) return kept;

  await createOnce(file, randomBytes(SECRET_BYTES));
  const created = await readSecret(file);
  if (!created) throw new Error(`invariant: ${file} was just written`);
  return created;
}

async function readSecret(file: string): Promise<Buffer | undefined> {
  const secret = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (secret && secret.length !== SECRET_BYTES) {
    throw new Error(
      `${file} must hold ${SECRET_BYTES} bytes, but holds ${secret.length}. Restore it from a backup; or remove it, and every learner starts anew.`,
    );
  }
  return secret;
}
