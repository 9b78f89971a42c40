import { expect, it } from "vitest";
import type { LearnerId, TerminalId } from "../../protocol/ids.ts";
import type { KeptRecording } from "./kept-recordings.ts";
import { MAX_RECORDINGS_PER_LEARNER, superfluousRecordings } from "./superfluous-recordings.ts";

const NOW = 1_000_000;
const bounds = { keptMs: 1_000, learnerBytes: 100, totalBytes: 250 };

/** `endedAgo`: `undefined` = it is open. */
const recording = (learner: string, bytes: number, endedAgo: number | undefined): KeptRecording => ({
  learnerId: learner as LearnerId,
  sessionId: "s",
  terminalId: "t1" as TerminalId,
  folder: "",
  files: [],
  pieces: [],
  name: undefined,
  bytes,
  lastWritten: 0,
  endedAt: endedAgo === undefined ? undefined : NOW - endedAgo,
});
const going = (recordings: KeptRecording[]) =>
  superfluousRecordings(recordings, bounds, NOW).map((each) => recordings.indexOf(each));

it("lets go what was kept its time, and no open terminal's however old", () => {
  expect(going([recording("a", 1, 1_000), recording("a", 1, 999), recording("a", 1, undefined)])).toEqual([
    0,
  ]);
});

it("lets go a learner's oldest beyond their bound, and nobody else's", () => {
  expect(going([recording("a", 60, 10), recording("a", 60, 30), recording("b", 60, 900)])).toEqual([1]);
});

it("counts what open terminals hold, and leaves it", () => {
  expect(
    going([recording("a", 90, undefined), recording("a", 20, 5), recording("a", 90, undefined)]),
  ).toEqual([1]);
});

it("lets go the oldest of all beyond the bound for all", () => {
  const all = ["a", "b", "c"].map((learner, index) => recording(learner, 90, 100 + index));
  expect(going(all)).toEqual([2]);
});

it("keeps a number of one learner that can be listed", () => {
  const many = Array.from({ length: MAX_RECORDINGS_PER_LEARNER + 2 }, (_each, index) =>
    recording("a", 0, index),
  );
  expect(going(many).toSorted()).toEqual([MAX_RECORDINGS_PER_LEARNER, MAX_RECORDINGS_PER_LEARNER + 1]);
});
