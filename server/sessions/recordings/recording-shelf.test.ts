import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LearnerId, LessonId, TerminalId, TrackId } from "../../protocol/ids.ts";
import { RecordingId } from "../../protocol/recordings.ts";
import { recordingArchive } from "./recording-archive.ts";

const ALICE = "a".repeat(32) as LearnerId;
const BOB = "b".repeat(32) as LearnerId;
const SESSION = "0b9f2d1c-6f0e-4a53-9a51-1c2d3e4f5a6b";
const idOf = (terminal: string) => RecordingId.parse(`${SESSION}.${terminal}`);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-shelf-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function opened() {
  const { recordings, shelf } = recordingArchive({
    folder,
    kept: { hours: 24, learnerMb: 10, totalMb: 100 },
    onError: (message) => expect.unreachable(message),
  });
  const session = recordings.of({
    id: SESSION,
    learnerId: ALICE,
    trackId: "track" as TrackId,
    lessonId: "one" as LessonId,
  });
  const record = (id: string, printed: string) => {
    const recording = session.begin({ id: id as TerminalId, size: { cols: 80, rows: 24 } }, () => {});
    recording.output(printed, printed.length);
    recording.tab({ name: `name of ${id}`, place: 0 });
    return recording;
  };
  return { shelf, record };
}

describe("a learner's shelf", () => {
  it("lists their own, newest first, and tells what is open", async () => {
    const { shelf, record } = opened();
    await record("t1", "one").end();
    const open = record("t2", "two");
    await expect.poll(async () => (await shelf.list(ALICE)).recordings.length).toBe(2);
    const { recordings, keptHours } = await shelf.list(ALICE);
    expect(keptHours).toBe(24);
    expect(recordings.map(({ id, open }) => ({ id, open }))).toEqual([
      { id: idOf("t2"), open: true },
      { id: idOf("t1"), open: false },
    ]);
    expect(recordings[1]).toMatchObject({
      trackId: "track",
      lessonId: "one",
      terminal: "name of t1",
      bytes: 8192,
      keptUntil: expect.any(String),
    });
    expect(recordings[0]).not.toHaveProperty("keptUntil");
    expect(await shelf.list(BOB)).toMatchObject({ recordings: [] });
    await open.close();
  });

  it("gives a recording to its learner, and to nobody else", async () => {
    const { shelf, record } = opened();
    await record("t1", "only mine").end();
    const own = await shelf.open(ALICE, idOf("t1"));
    expect(own).toMatchObject({ lessonId: "one", terminal: "name of t1" });
    expect(await text(Readable.from(own?.content ?? []))).toContain("only mine");
    expect(await shelf.open(BOB, idOf("t1"))).toBeUndefined();
    expect(await shelf.open(ALICE, idOf("t2"))).toBeUndefined();
  });

  it("deletes one for its learner only, and none whose terminal is open", async () => {
    const { shelf, record } = opened();
    await record("t1", "one").end();
    const open = record("t2", "two");
    await expect.poll(async () => (await shelf.list(ALICE)).recordings.length).toBe(2);
    expect(await shelf.remove(BOB, idOf("t1"))).toBe("not-found");
    expect(await shelf.remove(ALICE, idOf("t2"))).toBe("open");
    expect(await shelf.remove(ALICE, idOf("t1"))).toBe("removed");
    expect(await shelf.remove(ALICE, idOf("t1"))).toBe("not-found");
    expect((await shelf.list(ALICE)).recordings.map(({ id }) => id)).toEqual([idOf("t2")]);
    await open.close();
  });

  it("deletes all but what is open, without a trace", async () => {
    const { shelf, record } = opened();
    await record("t1", "one").end();
    const open = record("t2", "two");
    await shelf.removeAll(ALICE);
    await open.close();
    const names = await readdir(path.join(folder, ALICE, SESSION));
    expect(names.filter((name) => name.startsWith("t1."))).toEqual([]);
    expect((await shelf.list(ALICE)).recordings.map(({ id }) => id)).toEqual([idOf("t2")]);
  });

  it("tells how long a recording is up to its last output, however long its terminal was left open", async () => {
    const { shelf, record } = opened();
    const recording = record("t1", "one");
    await recording.end();
    const piece = path.join(folder, ALICE, SESSION, "t1.000001.cast");
    const { timestamp } = JSON.parse((await readFile(piece, "utf8")).split("\n")[0] ?? "");
    await utimes(piece, timestamp + 8, timestamp + 8);
    const late = path.join(folder, ALICE, SESSION, "t1.tab.json");
    await utimes(late, timestamp + 3600, timestamp + 3600);
    expect((await shelf.list(ALICE)).recordings[0]?.seconds).toBeCloseTo(8, 1);
  });

  it("leaves out what cannot be read", async () => {
    const { shelf, record } = opened();
    await record("t1", "one").end();
    await record("t2", "two").end();
    await writeFile(path.join(folder, ALICE, SESSION, "t1.000001.cast"), "torn");
    expect((await shelf.list(ALICE)).recordings.map(({ id }) => id)).toEqual([idOf("t2")]);
    expect(await shelf.open(ALICE, idOf("t1"))).toBeUndefined();
  });
});

it.each(["..", "../../secret", `${SESSION}.t1/..`, `${SESSION}`, `${SESSION}.t1234567`, ""])(
  "knows no recording by %j",
  (id) => {
    expect(RecordingId.safeParse(id).success).toBe(false);
  },
);
