import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import WebSocket from "ws";
import type { LessonId, TrackId } from "../protocol/ids.ts";
import { startLabUnderTest, stop, untilLine } from "./lab-under-test.ts";
import { BenchLearner } from "./learner.ts";
import { Line } from "./line.ts";
import { percentiles, ratio } from "./statistics.ts";

const KEYS = 1_000;
const BUSY_KEYS = 300;
const FLOOD_BYTES = 50_000_000;
const INTERRUPTS = 20;
const TERMINALS_FOR_MEMORY = 5;
const LESSON = { trackId: "containers" as TrackId, lessonId: "your-first-container" as LessonId };

class BaselineLine extends Line {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.on("message", (data) => this.received(String(data), performance.now()));
  }

  static async connect(port: string): Promise<BaselineLine> {
    const line = new BaselineLine(new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false }));
    await line.until((text) => text.includes("$ "));
    return line;
  }

  type(data: string): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close();
  }
}

/** Milliseconds from one key sent to its echo received. A line is emptied (Ctrl-U) before it can wrap. */
async function echo(line: Line, index: number): Promise<number> {
  if (index % 60 === 59) {
    line.type("\x15");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const key = String.fromCharCode(97 + (index % 26));
  const echoed = line.until((text) => text.includes(key));
  const start = performance.now();
  line.type(key);
  return (await echoed) - start;
}

/** MB/s (10^6 UTF-16 units, here bytes) of plain text through the whole path. */
async function throughput(line: Line): Promise<number> {
  let received = 0;
  const counting = line.onOutput((data) => {
    received += data.length;
  });
  const ended = line.until((text) => text.includes("flood-over-1"));
  const start = performance.now();
  line.type(`\x15head -c ${FLOOD_BYTES * 0.75} /dev/zero | base64 -w 0; echo; echo flood-over-$((0+1))\r`);
  const at = await ended;
  counting.dispose();
  return received / 1_000 / (at - start);
}

/** Milliseconds from Ctrl-C during a `yes` to the prompt. */
async function interrupt(line: Line): Promise<number> {
  let seen = 0;
  const flooding = line.onOutput((data) => {
    seen += data.length;
  });
  line.type("yes\r");
  await line.until(() => seen > 200_000);
  flooding.dispose();
  const prompt = line.until((text) => text.includes("$ "));
  const start = performance.now();
  line.type("\x03");
  return (await prompt) - start;
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1_000_000;
}

/** Echo, flood and interrupt through browser protocol, server, session and sandbox, beside a bare pty on a websocket. */
export async function benchTerminal(say: (line: string) => void): Promise<Record<string, unknown>> {
  const lab = await startLabUnderTest("slipway-bench");
  const baselineProcess: ChildProcess = spawn(process.execPath, ["server/bench/terminal-baseline.ts"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const learners: BenchLearner[] = [];
  try {
    const baseline = await BaselineLine.connect(await untilLine(baselineProcess, "port"));
    const learner = await BenchLearner.connect(lab.url);
    learners.push(learner);
    await learner.openLesson(LESSON.trackId, LESSON.lessonId);
    await learner.openTerminal();

    // Before any flood: a heap that has grown would hide what a terminal takes.
    const before = await residentMb(lab.pid);
    for (let index = 0; index < TERMINALS_FOR_MEMORY; index++) await learner.openTerminal();
    const perTerminal = ((await residentMb(lab.pid)) - before) / TERMINALS_FOR_MEMORY;

    say(`${KEYS} keys, in turn with the baseline`);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let index = 0; index < KEYS; index++) {
      ours.push(await echo(learner, index));
      theirs.push(await echo(baseline, index));
    }

    say("throughput, three rounds in turn");
    const rates: number[] = [];
    const baselineRates: number[] = [];
    for (let round = 0; round < 3; round++) {
      rates.push(await throughput(learner));
      baselineRates.push(await throughput(baseline));
    }

    say("keys while another learner's terminal floods");
    const neighbour = await BenchLearner.connect(lab.url);
    learners.push(neighbour);
    await neighbour.openLesson(LESSON.trackId, LESSON.lessonId);
    await neighbour.openTerminal();
    learner.type("\x15");
    neighbour.type("yes\r");
    const busy: number[] = [];
    for (let index = 0; index < BUSY_KEYS; index++) busy.push(await echo(learner, index));
    neighbour.type("\x03");

    say("Ctrl-C during yes");
    learner.type("\x15");
    const interrupts: number[] = [];
    for (let index = 0; index < INTERRUPTS; index++) interrupts.push(await interrupt(learner));

    const echoMs = percentiles(ours, [50, 99]);
    const baselineMs = percentiles(theirs, [50, 99]);
    const rate = percentiles(rates, [50]).p50 ?? 0;
    const baselineRate = percentiles(baselineRates, [50]).p50 ?? 0;
    baseline.close();
    return {
      n: KEYS,
      echo_ms: echoMs,
      echo_busy_ms: percentiles(busy, [50, 99]),
      echo_baseline_ms: baselineMs,
      echo_ratio: {
        p50: ratio(echoMs.p50 ?? 0, baselineMs.p50 ?? 1),
        p99: ratio(echoMs.p99 ?? 0, baselineMs.p99 ?? 1),
      },
      throughput_mb_s: rate,
      throughput_baseline_mb_s: baselineRate,
      throughput_ratio: ratio(rate, baselineRate),
      interrupt_ms: percentiles(interrupts, [95]),
      server_mb_per_terminal: Math.round(perTerminal * 100) / 100,
    };
  } finally {
    for (const learner of learners) learner.close();
    await stop(baselineProcess);
    await lab.close();
  }
}
