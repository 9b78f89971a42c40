import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LearnerId, LessonId, TerminalId, TrackId } from "../../protocol/ids.ts";
import { diskRecordings } from "./disk-recordings.ts";
import { type JanitorParts, startRecordingJanitor, sweepRecordings } from "./recording-janitor.ts";

const ALICE = "a".repeat(32) as LearnerId;
const BOB = "b".repeat(32) as LearnerId;
const HOUR_MS = 3_600_000;
const SIZE = { cols: 80, rows: 24 };

let folder: string;
let clock: number;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-janitor-"));
  clock = Date.parse("2026-05-01T10:00:00Z");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function opened(more: Partial<JanitorParts> = {}) {
  const errors: string[] = [];
  const onError = (message: string) => void errors.push(message);
  const recordings = diskRecordings({ folder, onError, now: () => clock });
  const parts: JanitorParts = {
    folder,
    bounds: { keptMs: 24 * HOUR_MS, learnerBytes: 1_000_000, totalBytes: 10_000_000 },
    isOpen: recordings.isOpen,
    isLive: () => false,
    onError,
    now: () => clock,
    ...more,
  };
  const of = (session: string, learnerId = ALICE) =>
    recordings.of({ id: session, learnerId, trackId: "track" as TrackId, lessonId: "one" as LessonId });
  /** A terminal that has printed so much. */
  const record = async (session: string, id: string, chars = 10, learnerId = ALICE) => {
    const recording = of(session, learnerId).begin({ id: id as TerminalId, size: SIZE }, () => {});
    recording.output("x".repeat(chars), chars);
    recording.tab({ name: id, place: 0 });
    return recording;
  };
  return { parts, errors, of, record };
}

/** What there is: `aaaa.../s1/t1.000001.cast` as `a/s1/t1.000001.cast`. */
async function present(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.replace(/^([ab])\1+/, "$1"))
    .filter((name) => name.endsWith(".cast"))
    .toSorted();
}

describe("a round", () => {
  it("removes what was kept its time, with its folder, and not before", async () => {
    const { parts, record } = opened();
    await (await record("s1", "t1")).end();
    clock += 24 * HOUR_MS - 1;
    await sweepRecordings(parts);
    expect(await present()).toEqual(["a/s1/t1.000001.cast"]);
    clock += 1;
    await sweepRecordings(parts);
    expect(await readdir(path.join(folder, ALICE))).toEqual([]);
  });

  it("leaves an open terminal alone, and the folder of a session that may open another", async () => {
    const { parts, record } = opened({ isLive: (id) => id === "live" });
    await record("s1", "t1");
    await (await record("live", "t1")).end();
    clock += 48 * HOUR_MS;
    await vi.waitFor(async () => expect(await present()).toHaveLength(2));
    await sweepRecordings(parts);
    expect(await present()).toEqual(["a/s1/t1.000001.cast"]);
    expect(await readdir(path.join(folder, ALICE, "live"))).toEqual(["session.json"]);
  });

  it("removes the oldest beyond a learner's bound and beyond the bound for all", async () => {
    const { parts, record } = opened();
    for (const [session, chars, learner] of [
      ["s1", 60_000, ALICE],
      ["s2", 60_000, ALICE],
      ["s3", 60_000, BOB],
    ] as const) {
      await (await record(session, "t1", chars, learner)).end();
      clock += 1_000;
    }
    const bounds = { ...parts.bounds, learnerBytes: 100_000 };
    await sweepRecordings({ ...parts, bounds });
    expect(await present()).toEqual(["a/s2/t1.000001.cast", "b/s3/t1.000001.cast"]);
    await sweepRecordings({ ...parts, bounds: { ...bounds, totalBytes: 100_000 } });
    expect(await present()).toEqual(["b/s3/t1.000001.cast"]);
  });

  it("counts the time from the last that was written, where a killed server could note no end", async () => {
    const { parts, record } = opened();
    await (await record("s1", "t1")).close();
    const lastWritten = new Date(clock - 23 * HOUR_MS);
    for (const name of await readdir(path.join(folder, ALICE, "s1"))) {
      await utimes(path.join(folder, ALICE, "s1", name), lastWritten, lastWritten);
    }
    const restarted = opened().parts;
    await sweepRecordings({ ...restarted, bounds: parts.bounds });
    expect(await present()).toEqual(["a/s1/t1.000001.cast"]);
    clock += HOUR_MS;
    await sweepRecordings(restarted);
    expect(await present()).toEqual([]);
  });

  it("clears away what a killed server left half written", async () => {
    const { parts, record } = opened();
    await (await record("s1", "t1")).end();
    const s1 = path.join(folder, ALICE, "s1");
    await writeFile(path.join(s1, "t1.tab.json.new"), '{"na');
    const nameless = path.join(folder, ALICE, "nameless");
    await mkdir(nameless);
    await writeFile(path.join(nameless, "session.json.new"), "{");
    await writeFile(path.join(nameless, "t1.000001.cast"), "{}");
    await sweepRecordings(parts);
    expect((await readdir(s1)).toSorted()).toEqual(["session.json", "t1.000001.cast", "t1.tab.json"]);
    expect(await readdir(path.join(folder, ALICE))).toEqual(["s1"]);
  });

  it("leaves what is being written, though the session is over", async () => {
    const { parts, record } = opened();
    const open = await record("s1", "t1");
    await vi.waitFor(async () => expect(await present()).toHaveLength(1));
    const halfWritten = path.join(folder, ALICE, "s1", "t1.tab.json.new");
    await writeFile(halfWritten, "{");
    await sweepRecordings(parts);
    expect(await readdir(path.dirname(halfWritten))).toContain("t1.tab.json.new");
    await open.end();
  });

  it("goes on where a round before it was cut off", async () => {
    const { parts, record } = opened();
    await (await record("s1", "t1")).end();
    await rm(path.join(folder, ALICE, "s1", "t1.tab.json"));
    clock = Date.now() + 25 * HOUR_MS;
    await sweepRecordings(parts);
    expect(await readdir(path.join(folder, ALICE))).toEqual([]);
  });

  it("that begins alone removes empty folders, and what is no learner's", async () => {
    const { parts, record } = opened();
    await (await record("s1", "t1")).end();
    await mkdir(path.join(folder, "another-version"));
    await mkdir(path.join(folder, BOB));
    await sweepRecordings(parts);
    expect((await readdir(folder)).toSorted()).toEqual([ALICE, "another-version", BOB]);
    await sweepRecordings(parts, { alone: true });
    expect(await readdir(folder)).toEqual([ALICE]);
  });

  it("has nothing to do where nothing was ever recorded", async () => {
    await sweepRecordings(opened({ folder: path.join(folder, "none") }).parts, { alone: true });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("the janitor", () => {
  it("makes a round when it is asked, another for what was asked meanwhile, and none once it is stopped", async () => {
    const rounds = vi.fn(() => clock);
    const { parts, record } = opened({ now: rounds });
    await (await record("s1", "t1")).end();
    const janitor = startRecordingJanitor(parts, { gapMs: 1 });
    janitor.look();
    janitor.look();
    janitor.look();
    await vi.waitFor(() => expect(rounds).toHaveBeenCalledTimes(2));
    await janitor.stop();
    janitor.look();
    expect(rounds).toHaveBeenCalledTimes(2);
  });

  it("makes rounds by itself, and tells of one that failed", async () => {
    const { parts, errors, record } = opened({
      isLive() {
        throw new Error("no answer");
      },
    });
    await (await record("s1", "t1")).end();
    const janitor = startRecordingJanitor(parts, { roundMs: 5, gapMs: 1 });
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1));
    await janitor.stop();
    expect(new Set(errors)).toEqual(new Set(["old recordings could not be removed"]));
  });
});
