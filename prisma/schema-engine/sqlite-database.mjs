// @ts-check
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import Database from "better-sqlite3";
import { CREATE_MIGRATIONS_TABLE } from "../migrations-table.mjs";

/** @typedef {import("@prisma/driver-adapter-utils").SqlDriverAdapter} Connection */

/** Methods that read the history of migrations. */
const READS_HISTORY = new Set([
  "applyMigrations",
  "createMigration",
  "devDiagnostic",
  "diagnoseMigrationHistory",
  "evaluateDataLoss",
  "markMigrationApplied",
  "markMigrationRolledBack",
]);

/**
 * What the schema engine needs of one SQLite database, beyond what its WebAssembly build does by itself.
 * @param {string} url `file:...`
 */
export function sqliteDatabase(url) {
  const file = path.resolve(url.replace(/^file:/, "").split("?")[0] ?? "");
  const name = path.basename(file);

  return {
    adapterFactory: () => adapterFactory(url),

    create() {
      mkdirSync(path.dirname(file), { recursive: true });
      if (!existsSync(file)) writeFileSync(file, "");
      return { databaseName: name };
    },

    mustExist() {
      if (!existsSync(file)) throw prismaError("P1003", `The database ${name} does not exist.`);
    },

    /** The WebAssembly engine drops nothing on SQLite. */
    reset() {
      withDatabase(file, (db) => {
        db.pragma("foreign_keys = OFF");
        for (const kind of ["view", "table"]) {
          for (const each of namesOf(db, kind)) db.exec(`DROP ${kind} "${each.replaceAll('"', '""')}"`);
        }
        db.exec("VACUUM");
      });
      return {};
    },

    /**
     * The WebAssembly engine takes a missing table of migrations for a failure (P1014), where the native one takes
     * it for an empty history: so the table is made first.
     * @param {string} method
     */
    prepareFor(method) {
      if (!READS_HISTORY.has(method)) return;
      withDatabase(file, (db) => {
        const tables = namesOf(db, "table");
        if (method === "applyMigrations" && tables.length > 0 && !tables.includes("_prisma_migrations")) {
          throw prismaError("P3005", `The database ${name} has tables but no history of migrations.`);
        }
        db.exec(CREATE_MIGRATIONS_TABLE);
      });
    },
  };
}

/**
 * @param {string} url
 * @returns {import("@prisma/driver-adapter-utils").SqlMigrationAwareDriverAdapterFactory}
 */
function adapterFactory(url) {
  const inner = new PrismaBetterSqlite3({ url }, { shadowDatabaseUrl: ":memory:" });
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => acceptingScripts(await inner.connect()),
    connectToShadowDb: async () => acceptingScripts(await inner.connectToShadowDb()),
  };
}

/**
 * The engine sends a whole migration to the shadow database as one raw query, and better-sqlite3 prepares single
 * statements only: such a query goes through `executeScript`.
 * @param {Connection} connection
 */
function acceptingScripts(connection) {
  const executeRaw = connection.executeRaw.bind(connection);
  const queryRaw = connection.queryRaw.bind(connection);
  connection.executeRaw = (query) =>
    executeRaw(query).catch(async (error) => {
      await runAsScript(connection, query, error);
      return 0;
    });
  connection.queryRaw = (query) =>
    queryRaw(query).catch(async (error) => {
      await runAsScript(connection, query, error);
      return { columnNames: [], columnTypes: [], rows: [] };
    });
  return connection;
}

/**
 * @param {Connection} connection
 * @param {import("@prisma/driver-adapter-utils").SqlQuery} query
 * @param {any} error why it did not run as one statement
 */
async function runAsScript(connection, query, error) {
  if (query.args.length > 0 || !/more than one statement/.test(String(error?.message))) throw error;
  await connection.executeScript(query.sql);
}

/**
 * @param {string} file
 * @param {(db: import("better-sqlite3").Database) => void} use
 */
function withDatabase(file, use) {
  const db = new Database(file);
  try {
    use(db);
  } finally {
    db.close();
  }
}

/**
 * @param {import("better-sqlite3").Database} db
 * @param {string} kind `table` or `view`
 * @returns {string[]}
 */
function namesOf(db, kind) {
  const rows = db
    .prepare("SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%'")
    .all(kind);
  return rows.map((row) => /** @type {{ name: string }} */ (row).name);
}

/**
 * @param {string} code one of Prisma's, e.g. P1003
 * @param {string} message
 */
function prismaError(code, message) {
  return Object.assign(new Error(message), { code });
}
