import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LearnerId, LessonId, TerminalId, TrackId } from "../protocol/ids.ts";
import { settledMb } from "../testing/settled-memory.ts";
import { LiveTerminal } from "./live-terminal.ts";
import { diskRecordings } from "./recordings/disk-recordings.ts";
import type { SessionRecordings } from "./recordings/terminal-recordings.ts";
import { type ScreenDrawer, workerScreenDrawer } from "./screen/screen-drawer.ts";
import { KeptShell } from "./testing/kept-shell.ts";

const SIZE = { cols: 80, rows: 24 };
const FLOOD_BYTES = 100_000_000;
/** A keeper holds back a program when so much is not written down. */
const KEEPER_BYTES = 256 * 1024;
/** Well below what was printed, well above what a terminal may keep. MB. */
const MEMORY_MB = 45;
const DISK_MB = 45;
const SESSION = {
  id: "s1",
  learnerId: "a".repeat(32) as LearnerId,
  trackId: "track" as TrackId,
  lessonId: "one" as LessonId,
};

let folder: string;
let drawer: ScreenDrawer;
let recordings: SessionRecordings;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-bounded-"));
  drawer = workerScreenDrawer();
  const onError = (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  };
  recordings = diskRecordings({ folder, onError }).of(SESSION);
});
afterEach(async () => {
  await drawer.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

function opened(id: TerminalId) {
  const shell = new KeptShell(id, () => {});
  const terminal = shell.attach(0);
  const recording = recordings.begin({ id, size: SIZE }, (end) => terminal.acknowledge(end));
  const live = new LiveTerminal(
    { id, terminal, size: SIZE, recording, drawer },
    { commandEnded: () => {}, exited: () => {} },
  );
  return { shell, live, close: () => recording.close() };
}

/** Reads all that it gets, or nothing: then it never acknowledges either. */
function viewer(live: LiveTerminal, { reads }: { reads: boolean }) {
  const seen = { chars: 0, last: "" };
  const self = {
    send: ({ data }: { data: string }) => {
      seen.chars += data.length;
      seen.last = data.slice(-40);
      if (reads) live.acknowledge(self, data.length);
    },
    shared: () => {},
    exited: () => {},
  };
  live.attach(self, 0);
  return seen;
}

/** Lines of no pattern, each time others: text that is one and the same would be kept once. */
const lines = () =>
  randomBytes(48 * 1024)
    .toString("base64")
    .replace(/.{76}/g, "$&\r\n");

async function diskMb(): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000_000;
}

it("a flood of 100 MB leaves memory and disk as they were, and another terminal undisturbed", async () => {
  const flooded = opened("t1" as TerminalId);
  const other = opened("t2" as TerminalId);
  const fast = viewer(flooded.live, { reads: true });
  const slow = viewer(flooded.live, { reads: false });
  const calm = viewer(other.live, { reads: true });
  const before = await settledMb();
  const held: number[] = [];
  for (let printed = 0, next = 0; printed < FLOOD_BYTES; ) {
    while (flooded.shell.isPaused || flooded.shell.end - flooded.shell.acknowledged > KEEPER_BYTES) {
      await flooded.shell.news();
    }
    const piece = lines();
    flooded.shell.print(piece);
    printed += piece.length;
    if (printed < next) continue;
    next += FLOOD_BYTES / 10;
    held.push((await settledMb()) - before);
    other.shell.print(`key ${held.length}`);
    expect(calm.last).toBe(`key ${held.length}`);
  }
  expect(Math.max(...held)).toBeLessThan(MEMORY_MB);
  expect(await diskMb()).toBeLessThan(DISK_MB);
  expect(fast.chars).toBe(flooded.live.end);
  expect(slow.chars).toBeLessThan(1_000_000);
  // One who comes now sees the end of it.
  const late = { send: () => {}, shared: () => {}, exited: () => {} };
  const { screen, data } = await flooded.live.attach(late, 0);
  expect(`${screen?.data}${data}`).toContain(fast.last.trim().split("\r\n").at(-1));
  for (const { live, close } of [flooded, other]) {
    live.dispose();
    await close();
  }
}, 60_000);
