import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LearnerId, LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import { MIGRATIONS_DIR, throwawayDatabase } from "../testing/throwaway-database.ts";
import { applyMigrations } from "./apply-migrations.ts";
import { prismaProgressStore } from "./prisma-progress-store.ts";

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
