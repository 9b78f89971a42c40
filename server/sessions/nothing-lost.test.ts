import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LearnerId, LessonId, TerminalId, TrackId } from "../protocol/ids.ts";
import type { TerminalSize } from "../protocol/payloads.ts";
import type { Terminal } from "../sandbox/driver.ts";
import { drawerInPlace } from "../testing/drawer-in-place.ts";
import { LiveTerminal, type LiveTerminalParts } from "./live-terminal.ts";
import { diskRecordings } from "./recordings/disk-recordings.ts";
import type { TerminalRecording } from "./recordings/terminal-recordings.ts";
import { HeadlessScreen } from "./screen/headless-screen.ts";
import { lookOf } from "./screen/testing/look-of.ts";
import { dice, phrase } from "./screen/testing/phrases.ts";
import { KeptShell } from "./testing/kept-shell.ts";
import { WatchingPage } from "./testing/watching-page.ts";

const ID = "t1" as TerminalId;
const SESSION = {
  id: "s1",
  learnerId: "a".repeat(32) as LearnerId,
  trackId: "track" as TrackId,
  lessonId: "one" as LessonId,
};
const SIZE = { cols: 40, rows: 10 };
/** A few seconds' worth. What fails is printed as the shortest story that does, with the seed to have it again. */
const RUNS = 100;
/** The same stories each time; another number tells others. */
const SEED = 20_261_125;

/** What happens to a terminal: output of programs by number, bytes of no program, and all that may come between. */
type Step =
  | { readonly kind: "programs"; readonly seeds: readonly number[]; readonly cuts: readonly number[] }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly cuts: readonly number[] }
  | { readonly kind: "resize"; readonly size: TerminalSize }
  | { readonly kind: "cut" | "reconnect" | "reload" | "restart" | "kill" };

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
const programs = fc.record({
  kind: fc.constant("programs" as const),
  seeds: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 25 }),
  cuts,
});
const bytes = fc.record({
  kind: fc.constant("bytes" as const),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }),
  cuts,
});
const resize = fc.record({
  kind: fc.constant("resize" as const),
  size: fc.record({ cols: fc.integer({ min: 10, max: 70 }), rows: fc.integer({ min: 4, max: 16 }) }),
});
const event = fc.record({
  kind: fc.constantFrom("cut", "reconnect", "reload", "restart", "kill"),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: programs },
    { weight: 2, arbitrary: bytes },
    { weight: 1, arbitrary: resize },
    { weight: 4, arbitrary: event },
  ),
  { minLength: 3, maxLength: 20 },
);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-nothing-lost-"));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

/** A shell that outlives its servers, a page that outlives its connections, and a screen that sees it all. */
class Story {
  readonly whole = new HeadlessScreen(SIZE);
  readonly page = new WatchingPage(SIZE);
  readonly #root: string;
  readonly #shell = new KeptShell(ID, (size) => this.whole.resize(size));
  #size: TerminalSize = SIZE;
  #server = 0;
  #live: LiveTerminal;
  #recording: TerminalRecording;

  constructor(folder: string) {
    this.#root = folder;
    const terminal = this.#shell.attach(0);
    this.#recording = this.#recordings.begin({ id: ID, size: SIZE }, (end) => terminal.acknowledge(end));
    this.#live = this.#serve({ terminal, recording: this.#recording, size: SIZE });
  }

  /** A terminal of which nothing was ever written down is not restored. */
  async begin(): Promise<void> {
    this.#print("$ ", [2]);
    await this.#writtenDown();
    await this.page.connect(this.#live);
  }

  async go(step: Step): Promise<void> {
    switch (step.kind) {
      case "programs":
        this.#print(this.#phrases(step.seeds), step.cuts);
        break;
      case "bytes":
        this.#print(Buffer.from(step.bytes).toString(), step.cuts);
        break;
      case "resize":
        await this.#resize(step.size);
        break;
      case "cut":
        this.page.cut();
        break;
      case "reconnect":
        await this.page.connect(this.#live);
        break;
      case "reload":
        this.page.reload();
        await this.page.connect(this.#live);
        break;
      case "restart":
        await this.#restart("let go");
        break;
      case "kill":
        await this.#restart("killed");
        break;
    }
  }

  /** What a page sees that stayed, and one that comes now. */
  async end(): Promise<[WatchingPage, WatchingPage]> {
    if (!this.page.connected) await this.page.connect(this.#live);
    const late = new WatchingPage(this.#size);
    await late.connect(this.#live);
    vi.runAllTimers();
    return [this.page, late];
  }

  async dispose(): Promise<void> {
    this.#live.dispose();
    await this.#recording.close();
    this.whole.dispose();
    this.page.screen.dispose();
  }

  get #folder(): string {
    return path.join(this.#root, String(this.#server));
  }

  get #recordings() {
    const onError = (message: string, error: unknown) => {
      throw new Error(message, { cause: error });
    };
    return diskRecordings({ folder: this.#folder, onError }).of(SESSION);
  }

  #serve(parts: Omit<LiveTerminalParts, "id" | "drawer">): LiveTerminal {
    return new LiveTerminal(
      { id: ID, drawer: drawerInPlace(), ...parts },
      { commandEnded: () => {}, exited: () => {} },
    );
  }

  #phrases(seeds: readonly number[]): string {
    return seeds.map((seed) => phrase(dice(seed), this.#size, { resizes: true })).join("");
  }

  /** In pieces that end anywhere, within sequences too. */
  #print(text: string, lengths: readonly number[]): void {
    const characters = Array.from(text);
    for (let at = 0, turnOf = 0; at < characters.length; turnOf += 1) {
      const length = lengths[turnOf % lengths.length] ?? 1;
      const piece = characters.slice(at, at + length).join("");
      this.whole.write(piece);
      this.#shell.print(piece);
      at += length;
    }
  }

  /** A program that hears of another size: see the drawing's own test for what it may not leave behind. */
  async #resize(size: TerminalSize): Promise<void> {
    if (!this.page.connected) await this.page.connect(this.#live);
    this.#print("\x18\x1b[?1049l", [100]);
    this.page.resize(size);
    vi.runAllTimers();
    this.#size = size;
    this.#print("\x1b[24m\x1b7\x1b[?1047h\x1b7\x1b[?1047l", [100]);
    // A size that a killed server had not written down is not known to the next one.
    await this.#writtenDown();
  }

  async #writtenDown(): Promise<void> {
    while (this.#shell.acknowledged < this.#shell.end) {
      vi.runAllTimers();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Killed: what it had not written down is only with the keeper. The next server finds what was on disk then. */
  async #restart(how: "let go" | "killed"): Promise<void> {
    const wasConnected = this.page.connected;
    this.page.cut();
    if (how === "let go") await this.#recording.close();
    this.#live.dispose();
    const before = this.#folder;
    this.#server += 1;
    await cp(before, this.#folder, { recursive: true });
    await this.#recording.close();
    await this.#takeUp();
    if (wasConnected) await this.page.connect(this.#live);
  }

  async #takeUp(): Promise<void> {
    let heard: Terminal | undefined;
    const { terminals } = await this.#recordings.restore((_id, end) => heard?.acknowledge(end));
    const [found] = terminals;
    if (found === undefined) throw new Error("the terminal was not restored");
    heard = this.#shell.attach(found.nextByte);
    this.#recording = found.recording;
    this.#live = this.#serve({ ...found, terminal: heard });
  }
}

it("a terminal looks as if nothing had happened to it, whatever does", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const story = new Story(await mkdtemp(path.join(root, "story-")));
      try {
        await story.begin();
        for (const step of all) await story.go(step);
        const [stayed, late] = await story.end();
        expect(lookOf(stayed.screen)).toEqual(lookOf(story.whole));
        expect(lookOf(late.screen)).toEqual(lookOf(story.whole));
      } finally {
        await story.dispose();
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 60_000);
