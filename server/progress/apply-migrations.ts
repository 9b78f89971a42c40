import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { CREATE_MIGRATIONS_TABLE } from "../../prisma/migrations-table.mjs";
import { databaseFault, requireSound } from "./database-fault.ts";

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedMigration {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: unknown;
  readonly rolled_back_at: unknown;
}

/** Another process may be migrating the same file; this is how long it is waited for, in milliseconds. */
const LOCK_TIMEOUT_MS = 30_000;

/**
 * Brings a SQLite file up to the checked-in migrations and returns the names of those it applied. Keeps Prisma's
 * own table, so that `prisma migrate status` agrees, but needs no Prisma CLI. Each migration is applied whole or
 * not at all. Throws, with a sentence for the operator, when an applied migration was changed since, when Prisma recorded
 * a failed one, and when the file cannot be used: nothing is ever put in its place.
 */
export function applyMigrations(databaseFile: string, migrationsDir: string): readonly string[] {
  try {
    return migrate(databaseFile, migrationsDir);
  } catch (error) {
    throw databaseFault(databaseFile, error);
  }
}

function migrate(databaseFile: string, migrationsDir: string): readonly string[] {
  const db = new Database(databaseFile, { timeout: LOCK_TIMEOUT_MS });
  try {
    requireSound(db);
    db.pragma("journal_mode = WAL");
    // A migration that rebuilds a table drops the old one: that must not cascade. No effect inside a transaction.
    db.pragma("foreign_keys = OFF");
    return db.transaction(() => applyPending(db, readMigrations(migrationsDir))).immediate();
  } finally {
    db.close();
  }
}

function applyPending(db: Database.Database, migrations: readonly Migration[]): readonly string[] {
  db.exec(CREATE_MIGRATIONS_TABLE);
  const applied = db.prepare(`SELECT * FROM "_prisma_migrations"`).all() as AppliedMigration[];
  const pending = pendingMigrations(migrations, applied);
  for (const migration of pending) applyOne(db, migration);
  return pending.map((migration) => migration.name);
}

function pendingMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const current = applied.filter((row) => row.rolled_back_at === null);
  for (const row of current) {
    const known = migrations.find((migration) => migration.name === row.migration_name);
    if (row.finished_at === null) {
      throw new Error(
        `The migration ${row.migration_name} failed before. Restore the database from a backup, or mend it and run: npx prisma migrate resolve`,
      );
    }
    if (known && known.checksum !== row.checksum) {
      throw new Error(
        `The migration ${known.name} was changed after it was applied to this database. Put its file back as it was and add a new migration instead.`,
      );
    }
  }
  return migrations.filter((migration) => !current.some((row) => row.migration_name === migration.name));
}

function applyOne(db: Database.Database, { name, sql, checksum }: Migration): void {
  try {
    db.exec(sql);
  } catch (cause) {
    throw new Error(`The migration ${name} failed; the database is as it was before.`, { cause });
  }
  db.prepare(
    `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES (?, ?, ?, ?, ?, 1)`,
  ).run(randomUUID(), checksum, Date.now(), name, Date.now());
}

/** Folders of `migrationsDir` in order; Prisma's checksum is the SHA-256 of the script. */
function readMigrations(migrationsDir: string): readonly Migration[] {
  return readdirSync(migrationsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(migrationsDir, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}
