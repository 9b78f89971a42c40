import { execFile } from "node:child_process";
import { mkdtemp, rm, rmdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { applyMigrations } from "./progress/apply-migrations.ts";
import { insistentProgressStore } from "./progress/insistent-progress-store.ts";
import { databaseFile, openDatabase } from "./progress/prisma-client.ts";
import { prismaProgressStore } from "./progress/prisma-progress-store.ts";
import type { LearnerId, LessonId, TaskId, TerminalId, TrackId } from "./protocol/ids.ts";
import { unmount } from "./sandbox/podman/sandbox-disk.ts";
import { diskRecordings } from "./sessions/recordings/disk-recordings.ts";
import { MIGRATIONS_DIR } from "./testing/throwaway-database.ts";

const run = promisify(execFile);
const learnerId = "a".repeat(32) as LearnerId;
const lesson = { trackId: "containers" as TrackId, lessonId: "images" as LessonId };
const task = { ...lesson, taskId: "pull" as TaskId };
const SIZE = { cols: 80, rows: 24 };

/** A data folder on a disk of its own, of 2 MB. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "slipway-full-"));
  await run("mount", ["-t", "tmpfs", "-o", "size=2m", "slipway-full", dataDir]);
});
afterAll(async () => {
  expect(await unmount(dataDir)).toBe(true);
  await rmdir(dataDir);
});

it("a full disk ends nothing: what must be kept is kept in memory, and written when there is room", async () => {
  applyMigrations(databaseFile(dataDir), MIGRATIONS_DIR);
  const database = await openDatabase(dataDir);
  const faults: string[] = [];
  const progress = insistentProgressStore(prismaProgressStore(database), (message, error) =>
    faults.push(`${message}: ${error}`),
  );
  const kept: boolean[] = [];
  const safe: number[] = [];
  const recording = diskRecordings({ folder: path.join(dataDir, "terminals"), onError: () => {} })
    .of({ id: "s1", learnerId, ...lesson }, (isKept) => kept.push(isKept))
    .begin({ id: "t1" as TerminalId, size: SIZE }, (end) => safe.push(end));
  recording.output("before\r\n", 8);
  await vi.waitFor(() => expect(safe).toEqual([8]));

  const filler = path.join(dataDir, "filler");
  await expect(writeFile(filler, Buffer.alloc(4_000_000))).rejects.toMatchObject({ code: "ENOSPC" });
  const pass = progress.pass(learnerId, task);
  await vi.waitFor(() => expect(faults).toHaveLength(1));
  expect(faults[0]).toMatch(/kept and tried again.*(full|SQLITE_FULL|disk)/s);
  expect(await progress.passesOf(learnerId)).toEqual([]);
  const flood = "x".repeat(100_000);
  recording.output(flood, 8 + flood.length);
  await vi.waitFor(() => expect(kept).toEqual([false]));
  expect(safe.at(-1)).toBe(8 + flood.length);

  await rm(filler);
  expect(await pass).toHaveProperty("passedAt");
  expect(await progress.passesOf(learnerId)).toMatchObject([task]);
  await vi.waitFor(() => expect(kept).toEqual([false, true]), { timeout: 15_000 });
  await recording.close();
  await database.$disconnect();
});
