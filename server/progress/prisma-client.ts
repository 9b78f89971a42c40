import { mkdirSync } from "node:fs";
import path from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "../generated/prisma/client.ts";

export type Database = PrismaClient;

/**
 * How long a statement waits for another process's write, in milliseconds, with this whole process asleep. Longer
 * waiting is done outside SQLite: see `patiently`.
 */
const BUSY_TIMEOUT_MS = 10;

/** The database file of a data folder. */
export function databaseFile(dataDir: string): string {
  return path.join(dataDir, "slipway.db");
}

/**
 * Opens the database of a data folder; `applyMigrations` must have run on it. Server and pages may both have it
 * open: the write-ahead log lets them read while the other writes. Call `$disconnect()` at the end.
 */
export async function openDatabase(dataDir: string): Promise<Database> {
  mkdirSync(dataDir, { recursive: true });
  const adapter = new PrismaBetterSqlite3({
    url: `file:${databaseFile(dataDir)}`,
    timeout: BUSY_TIMEOUT_MS,
  });
  const database = new PrismaClient({ adapter });
  await database.$queryRaw`PRAGMA journal_mode = WAL`;
  // With a write-ahead log this can lose the last commits at a power cut, never corrupt the file.
  await database.$executeRaw`PRAGMA synchronous = NORMAL`;
  return database;
}
