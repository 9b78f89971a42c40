import { execFile } from "node:child_process";
import { access, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LearnerId, LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import { MIGRATIONS_DIR, throwawayDatabase } from "../testing/throwaway-database.ts";
import { applyMigrations } from "./apply-migrations.ts";
import { databaseProbe } from "./database-probe.ts";
import { prismaProgressStore } from "./prisma-progress-store.ts";
import type { TaskKey } from "./progress-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-migrations-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("applyMigrations", () => {
  it("applies each migration once", () => {
    const file = path.join(folder, "slipway.db");
    expect(applyMigrations(file, MIGRATIONS_DIR)).not.toHaveLength(0);
    expect(applyMigrations(file, MIGRATIONS_DIR)).toEqual([]);
  });

  it("refuses a migration that was changed after it was applied", () => {
    const file = path.join(folder, "slipway.db");
    const [name] = applyMigrations(file, MIGRATIONS_DIR);
    const db = new Database(file);
    db.prepare(`UPDATE "_prisma_migrations" SET checksum = 'other' WHERE migration_name = ?`).run(name);
    db.close();
    expect(() => applyMigrations(file, MIGRATIONS_DIR)).toThrow(`The migration ${name} was changed`);
  });
});

describe("a database file that cannot be used", () => {
  /** With some pages of content. */
  async function usedFile(): Promise<string> {
    const file = path.join(folder, "slipway.db");
    applyMigrations(file, MIGRATIONS_DIR);
    const db = new Database(file);
    const add = db.prepare(`INSERT INTO "Learner" (id) VALUES (?)`);
    for (let learner = 0; learner < 500; learner += 1) add.run(String(learner).padStart(32, "0"));
    db.close();
    return file;
  }

  it.each([
    ["that is no database", (content: Buffer) => content.fill("not a database ")],
    ["of which a part was overwritten", (content: Buffer) => content.fill(0xff, 8_192, 20_000)],
    ["of which the end is missing", (content: Buffer) => content.subarray(0, content.length / 2)],
  ])("is refused with a sentence and left as it is: one %s", async (_, damage) => {
    const file = await usedFile();
    await writeFile(file, damage(await readFile(file)));
    const damaged = await readFile(file);
    expect(() => applyMigrations(file, MIGRATIONS_DIR)).toThrow(
      /slipway\.db is damaged.*restore it from a backup.*move it away/,
    );
    expect(await readFile(file)).toEqual(damaged);
  });

  it("is refused with a sentence: one in a folder that is not there", () => {
    const file = path.join(folder, "nowhere", "slipway.db");
    expect(() => applyMigrations(file, MIGRATIONS_DIR)).toThrow(/directory does not exist|cannot be opened/);
  });
});

describe("a database that another process has locked", () => {
  it("is waited for, and everything else goes on meanwhile", async () => {
    const { database, discard } = await throwawayDatabase();
    const file = String((await database.$queryRaw<{ file: string }[]>`PRAGMA database_list`)[0]?.file);
    const other = new Database(file);
    other.exec("BEGIN IMMEDIATE");
    const task = { trackId: "t", lessonId: "l", taskId: "x" } as TaskKey;
    const pass = prismaProgressStore(database).pass(LearnerId.parse("a".repeat(32)), task);
    // Were this process asleep, this would never come.
    setTimeout(() => other.exec("COMMIT"), 200);
    expect((await pass).passedAt).toBeInstanceOf(Date);
    other.close();
    await discard();
  });
});

describe("a database whose file is removed while it is in use", () => {
  it("is said to be gone, never made anew, and taken up when it is put back", async () => {
    const { database, discard } = await throwawayDatabase();
    const file = String((await database.$queryRaw<{ file: string }[]>`PRAGMA database_list`)[0]?.file);
    const store = prismaProgressStore(database);
    const task = { trackId: "t", lessonId: "l", taskId: "x" } as TaskKey;
    const learnerId = LearnerId.parse("a".repeat(32));
    await store.pass(learnerId, task);
    const probe = await databaseProbe(database, file);
    expect(await probe()).toBeUndefined();

    await database.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`;
    const backup = await readFile(file);
    await rm(file);
    expect(await probe()).toMatch(/removed while in use.*Put the file back/);
    await expect(access(file)).rejects.toMatchObject({ code: "ENOENT" });

    await writeFile(`${file}.new`, backup);
    await rename(`${file}.new`, file);
    expect(await probe()).toBeUndefined();
    expect(await store.passesOf(learnerId)).toMatchObject([task]);
    await store.pass(LearnerId.parse("b".repeat(32)), task);
    const reader = new Database(file, { readonly: true });
    expect(reader.prepare(`SELECT count(*) AS passes FROM "TaskPass"`).get()).toEqual({ passes: 2 });
    reader.close();
    await discard();
  });
});

describe("the database", () => {
  it("forgets everything about a learner with the learner", async () => {
    const { database, discard } = await throwawayDatabase();
    const learnerId = LearnerId.parse("a".repeat(32));
    const lesson = { trackId: TrackId.parse("containers"), lessonId: LessonId.parse("images") };
    const store = prismaProgressStore(database);
    await store.pass(learnerId, { ...lesson, taskId: TaskId.parse("pull") });
    await store.place(learnerId, { ...lesson, step: 2 });

    await database.learner.delete({ where: { id: learnerId } });

    expect(await database.taskPass.count()).toBe(0);
    expect(await store.placeOf(learnerId)).toBeUndefined();
    await discard();
  });

  it("is what schema.prisma describes", { timeout: 30_000 }, async () => {
    const prisma = path.resolve(import.meta.dirname, "../../node_modules/prisma/build/index.js");
    const schema = path.resolve(MIGRATIONS_DIR, "../schema.prisma");
    const compare = ["migrate", "diff", "--from-migrations", MIGRATIONS_DIR, "--to-schema", schema];
    const { stdout } = await promisify(execFile)(process.execPath, [prisma, ...compare, "--exit-code"], {
      env: {
        ...process.env,
        PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
        SLIPWAY_DATA: folder,
      },
    });
    expect(stdout).toContain("No difference detected");
  });
});
