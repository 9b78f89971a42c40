import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { applyMigrations } from "../progress/apply-migrations.ts";
import { type Database, databaseFile, openDatabase } from "../progress/prisma-client.ts";

export const MIGRATIONS_DIR = path.resolve(import.meta.dirname, "../../prisma/migrations");

/** A migrated database in a folder of its own; `discard` closes it and removes the folder. */
export async function throwawayDatabase(): Promise<{ database: Database; discard(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "slipway-database-"));
  applyMigrations(databaseFile(dataDir), MIGRATIONS_DIR);
  const database = await openDatabase(dataDir);
  return {
    database,
    async discard() {
      await database.$disconnect();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
