import Database from "better-sqlite3";

/** Throws when the file's own structure is damaged; takes milliseconds for some megabytes. */
export function requireSound(db: Database.Database): void {
  const findings = db.pragma("quick_check(1)", { simple: true });
  if (findings !== "ok") throw new Database.SqliteError(String(findings), "SQLITE_CORRUPT");
}

/** What is wrong with a database file, and what to do, as one sentence for the operator; else the error as it was. */
export function databaseFault(file: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const [, kind = ""] = /^SQLITE_([A-Z]+)/.exec(error.code) ?? [];
  const advice = ADVICE[kind];
  if (advice === undefined) return error;
  return new Error(`The database ${file} ${advice} (SQLite: ${error.message})`, { cause: error });
}

const DAMAGED =
  "is damaged. Learners' progress is in it: restore it from a backup, or, to begin with an empty one, move it away together with the files of the same name that end in -wal and -shm.";

const ADVICE: Readonly<Record<string, string>> = {
  CORRUPT: DAMAGED,
  NOTADB: DAMAGED,
  BUSY: "is locked by another process. End that one, then start again.",
  FULL: "cannot be written: its disk is full. Make room, then start again.",
  IOERR: "cannot be read or written: its disk answers with a fault. Mend that, then start again.",
  READONLY: "cannot be written. Give the lab's user the right to write it and its folder, then start again.",
  CANTOPEN: "cannot be opened. Give the lab's user the right to it and its folder, then start again.",
};
