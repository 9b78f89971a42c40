import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createOnce } from "../processes/create-once.ts";

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const fileOf = (dataDir: string) => path.join(dataDir, "operator-token");

/** The token of a data folder, `undefined` when none was made there. Rejects when the file may not be read. */
export async function readOperatorToken(dataDir: string): Promise<string | undefined> {
  const text = await readFile(fileOf(dataDir), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const token = text?.trim();
  if (token !== undefined && !TOKEN.test(token)) {
    throw new Error(`${fileOf(dataDir)} holds no token. Remove it, and the next start makes a new one.`);
  }
  return token;
}

/** Whoever has this may see and stop everything: 256 bits from `<dataDir>/operator-token`, made at the first start. */
export async function readOrCreateOperatorToken(dataDir: string): Promise<string> {
  const kept = await readOperatorToken(dataDir);
  if (kept !== undefined) return kept;
  await createOnce(fileOf(dataDir), `${randomBytes(32).toString("base64url")}\n`);
  const created = await readOperatorToken(dataDir);
  if (created === undefined) throw new Error(`invariant: ${fileOf(dataDir)} was just written`);
  return created;
}
