import { setTimeout as delay } from "node:timers/promises";
import type { LessonId, TerminalId, TrackId } from "../protocol/ids.ts";
import { HeadlessScreen } from "../sessions/screen/headless-screen.ts";
import { SCROLLBACK_LINES } from "../sessions/screen/screen.ts";
import { type LabUnderTest, startLabUnderTest } from "./lab-under-test.ts";
import { BenchLearner, type BenchTerminal, TERMINAL_SIZE } from "./learner.ts";
import { LineTally } from "./line-tally.ts";
import { percentiles } from "./statistics.ts";

const REFRESHES = 60;
const KILLS = 100;
const LESSON = { trackId: "containers" as TrackId, lessonId: "your-first-container" as LessonId };
/** A terminal that has printed nothing for this long has come to rest. Milliseconds. */
const REST_MS = 300;
/** Some 20 KB a second for ever, in lines that tell when one is missing or comes twice. */
const COUNT =
  "stty -echo; at=1; while :; do seq -f 'n %.0f' $at $((at+49)); at=$((at+50)); sleep 0.02; done\r";

/** What is done between two refreshes: scrollback grows, colours, the other screen with its modes. */
const DOINGS: readonly ((round: number) => string)[] = [
  (round) => `seq ${round} ${round + 2_000}\r`,
  (round) =>
    `printf '\\e]2;round ${round}\\a\\e[1;3${round % 8}mcolour\\e[m\\n'; ls --color=always /usr/bin\r`,
  (round) => `vim -c 'set number' -c ${round + 10} /etc/services\r`,
  () => ":q!\r",
  () => "less +G /etc/services\r",
  () => "q",
];

const sayAll = (screen: HeadlessScreen) => screen.lines() + screen.state() + screen.unfinished;

/** A screen, and the number of the output after it. */
interface Seen {
  readonly upTo: number;
  readonly screen: string;
}

/** A learner who looks on from the beginning, and what they see. */
class Onlooker {
  readonly terminal: BenchTerminal;
  readonly #screen: HeadlessScreen;
  #lastOutputAt = performance.now();

  private constructor(terminal: BenchTerminal, screen: HeadlessScreen) {
    this.terminal = terminal;
    this.#screen = screen;
    terminal.onOutput((_data, at) => {
      this.#lastOutputAt = at;
    });
  }

  static async open(learner: BenchLearner): Promise<Onlooker> {
    const screen = new HeadlessScreen(TERMINAL_SIZE);
    const terminal = await learner.openTerminal({ listener: (data) => screen.write(data) });
    return new Onlooker(terminal, screen);
  }

  get lines(): number {
    return this.#screen.terminal.buffer.normal.length;
  }

  /** All that is seen, once the terminal is at rest. */
  async atRest(): Promise<Seen> {
    while (performance.now() - this.#lastOutputAt < REST_MS) await delay(REST_MS / 3);
    return { upTo: this.terminal.nextSeq, screen: sayAll(this.#screen) };
  }
}

/**
 * A page that was never here, from its connection to the parsed screen: the time. Rejects when that is another screen;
 * `undefined`: the terminal was not at rest.
 */
async function comeAnew(url: string, cookie: string, terminalId: TerminalId, expected: Seen) {
  const learner = await BenchLearner.connect(url, cookie);
  try {
    await learner.openLesson(LESSON.trackId, LESSON.lessonId);
    const { terminal, replay } = await learner.comeBack(terminalId, 0);
    const { screen, data } = replay;
    const shown = new HeadlessScreen(screen?.size ?? TERMINAL_SIZE);
    shown.write((screen?.data ?? "") + data);
    const at = performance.now();
    if (terminal.nextSeq !== expected.upTo) return undefined;
    const [is, due] = [sayAll(shown), expected.screen];
    const same = [...is].findIndex((char, index) => char !== due[index]);
    if (is !== due) {
      const [got, wanted] = [is, due].map((text) =>
        JSON.stringify(text.slice(Math.max(0, same - 40), same + 80)),
      );
      throw new Error(`the screen that came back is another one: ${got} where ${wanted} was due`);
    }
    shown.dispose();
    return at;
  } finally {
    learner.close();
  }
}

async function countOn(
  lab: LabUnderTest,
  cookie: string,
  terminalId: TerminalId,
  fromSeq: number,
  tally: LineTally,
) {
  const learner = await BenchLearner.connect(lab.url, cookie);
  await learner.openLesson(LESSON.trackId, LESSON.lessonId);
  const { terminal, replay } = await learner.comeBack(terminalId, fromSeq, (data) => tally.add(data));
  if (replay.screen !== undefined || replay.seq !== fromSeq)
    throw new Error("it was gone for too long to be told all");
  return { learner, terminal };
}

/** Coming back: a page reloaded, and a server killed again and again while a program counts. */
export async function benchResume(say: (line: string) => void): Promise<Record<string, unknown>> {
  const lab = await startLabUnderTest();
  try {
    const first = await BenchLearner.connect(lab.url);
    const { cookie } = first;
    await first.openLesson(LESSON.trackId, LESSON.lessonId);
    const still = await Onlooker.open(first);
    const counted = still.terminal.until((text) => text.includes("12000\r\n"));
    still.terminal.type("seq 12000\r");
    await counted;

    say(`${REFRESHES} refreshes`);
    const refreshes: number[] = [];
    for (let round = 0; refreshes.length < REFRESHES; round += 1) {
      still.terminal.type(DOINGS[round % DOINGS.length]?.(round) ?? "\r");
      await delay(REST_MS);
      const expected = await still.atRest();
      if (still.lines < SCROLLBACK_LINES) throw new Error("the scrollback is not full");
      const start = performance.now();
      const shown = await comeAnew(lab.url, cookie, still.terminal.id, expected);
      if (shown !== undefined) refreshes.push(shown - start);
    }

    say(`${KILLS} kills while a program counts`);
    const opened = still.terminal.until((text) => text.includes("/etc/services"));
    still.terminal.type("vim /etc/services\r");
    await opened;
    const expected = await still.atRest();
    const tally = new LineTally();
    const learner = await BenchLearner.connect(lab.url, cookie);
    await learner.openLesson(LESSON.trackId, LESSON.lessonId);
    let counting = { learner, terminal: await learner.openTerminal() };
    const counter = counting.terminal.id;
    counting.terminal.onOutput((data) => tally.add(data));
    counting.terminal.type(COUNT);
    const restarts: number[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = tally.lines;
      while (tally.lines < before + 100) await delay(20);
      await delay(Math.random() * 200);
      await lab.kill();
      counting.learner.close();
      const listens = await lab.untilBack();
      const shown = await comeAnew(lab.url, cookie, still.terminal.id, expected);
      if (shown === undefined) throw new Error("output that was seen is not there any more");
      restarts.push(shown - listens);
      counting = await countOn(lab, cookie, counter, counting.terminal.nextSeq, tally);
      if (kill % 10 === 0)
        say(`kill ${kill}: ${tally.lines} lines, back after ${Math.round(restarts.at(-1) ?? 0)} ms`);
    }
    const before = tally.lines;
    while (tally.lines < before + 100) await delay(20);
    counting.learner.close();
    first.close();
    return {
      n: REFRESHES,
      refresh_ms: percentiles(refreshes, [50, 95]),
      restart_ms: percentiles(restarts, [50, 95]),
      kills: KILLS,
      bytes_lost: tally.lost,
      bytes_repeated: tally.repeated,
    };
  } finally {
    await lab.close();
  }
}
