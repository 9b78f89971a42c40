import { spawn } from "node:child_process";
import type { LessonId, TerminalId, TrackId } from "../protocol/ids.ts";
import { BaselineLine } from "./baseline-line.ts";
import type { CrowdsWork } from "./crowd.ts";
import { echoes } from "./echo.ts";
import { untilCalm } from "./host-use.ts";
import { startLabUnderTest, stop, untilLine } from "./lab-under-test.ts";
import { BenchLearner } from "./learner.ts";
import { terminalMemoryMb } from "./processes.ts";
import { SideProcess } from "./side-process.ts";
import { percentiles, ratio } from "./statistics.ts";

const KEYS = 1_500;
/** Typed before the first that counts: code that never ran yet is slow on both sides. */
const WARM_UP_KEYS = 300;
const BUSY_KEYS = 600;
const ROUNDS = 5;
const LESSON = { trackId: "containers" as TrackId, lessonId: "your-first-container" as LessonId };
type Say = (line: string) => void;

async function all(times: AsyncGenerator<number>): Promise<number[]> {
  const found: number[] = [];
  for await (const time of times) found.push(time);
  return found;
}

/** Keys to both in turn, so that whatever else happens on this machine happens to both. */
async function inTurn(ours: BenchLine, theirs: BenchLine, count: number) {
  const [a, b] = [echoes(ours, count), echoes(theirs, count)];
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (;;) {
    const [one, other] = [await a.next(), await b.next()];
    if (one.done || other.done) return times;
    times.ours.push(one.value);
    times.theirs.push(other.value);
  }
}
type BenchLine = Parameters<typeof echoes>[0];

/** Keys while thirty other terminals print and pages are read, and how much of that there was. */
async function amongACrowd(crowd: SideProcess, line: BenchLine) {
  await crowd.do("work");
  const times = await all(echoes(line, BUSY_KEYS));
  return { times, work: await crowd.do<CrowdsWork>("stop") };
}

/** Bulk output to a client of each side that parses it, in turn: MB/s of each round. */
async function flows(lab: SideProcess, bare: SideProcess, say: Say) {
  const rates = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const [ours, theirs] = [await lab.do<number>("throughput"), await bare.do<number>("throughput")];
    say(`throughput: ${ours.toFixed(1)} MB/s, the bare server's ${theirs.toFixed(1)} MB/s`);
    // The first warms up.
    if (round === 0) continue;
    rates.ours.push(ours);
    rates.theirs.push(theirs);
  }
  return rates;
}

/**
 * Echo, bulk and Ctrl-C from a socket client through server, session and sandbox to a shell and back, beside a bare pty
 * behind a websocket. What parses output, and those who keep the lab busy, are processes of their own.
 */
export async function benchTerminal(say: Say): Promise<Record<string, unknown>> {
  const lab = await startLabUnderTest();
  const bareServer = spawn(process.execPath, ["server/bench/terminal-baseline.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const sides: SideProcess[] = [];
  const side = (script: string, ...args: string[]) => {
    const started = new SideProcess(script, args);
    sides.push(started);
    return started;
  };
  try {
    const barePort = await untilLine(bareServer, "port");
    const learner = await BenchLearner.connect(lab.url);
    await learner.openLesson(LESSON.trackId, LESSON.lessonId);
    const line = await learner.openTerminal();
    const bareLine = await BaselineLine.connect(barePort);

    await untilCalm();
    say(`${KEYS} keys, in turn with the bare server`);
    await inTurn(line, bareLine, WARM_UP_KEYS);
    const echo = await inTurn(line, bareLine, KEYS);

    say("thirty other terminals, and pages that are read");
    const crowd = side("crowd.ts", lab.url);
    await crowd.do("arrive");
    await untilCalm();
    // Before any flood: a heap that has grown would hide what a terminal takes.
    const before = await terminalMemoryMb(lab.pid, []);
    const terminals = await crowd.do<TerminalId[]>("open terminals");
    const perTerminal = ((await terminalMemoryMb(lab.pid, terminals)) - before) / terminals.length;
    line.type("\x15");
    const busy = await amongACrowd(crowd, line);
    await crowd.stop();

    say("floods");
    const parsing = side("flooded-client.ts", "lab", lab.url);
    const bareParsing = side("flooded-client.ts", "bare", barePort);
    const rates = await flows(parsing, bareParsing, say);
    const interrupts = await parsing.do<number[]>("interrupts");
    const floodInput = await parsing.do<number[]>("keys in a flood");

    learner.close();
    bareLine.close();
    const ms = percentiles(echo.ours, [50, 99]);
    const bareMs = percentiles(echo.theirs, [50, 99]);
    const rate = percentiles(rates.ours, [50]).p50 ?? 0;
    const bareRate = percentiles(rates.theirs, [50]).p50 ?? 0;
    return {
      n: KEYS,
      echo_ms: ms,
      echo_baseline_ms: bareMs,
      echo_ratio: { p50: ratio(ms.p50 ?? 0, bareMs.p50 ?? 1), p99: ratio(ms.p99 ?? 0, bareMs.p99 ?? 1) },
      echo_busy_ms: percentiles(busy.times, [50, 99]),
      busy: { terminals: terminals.length, ...busy.work },
      throughput_mb_s: rate,
      throughput_baseline_mb_s: bareRate,
      throughput_ratio: ratio(rate, bareRate),
      interrupt_ms: percentiles(interrupts, [95]),
      flood_input_ms: percentiles(floodInput, [95]),
      server_mb_per_terminal: Math.round(perTerminal * 100) / 100,
    };
  } finally {
    await Promise.all(sides.map((each) => each.stop()));
    await stop(bareServer);
    await lab.close();
  }
}
