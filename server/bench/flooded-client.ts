import headless from "@xterm/headless";
import type { LessonId, TrackId } from "../protocol/ids.ts";
import { BaselineLine } from "./baseline-line.ts";
import { echoes } from "./echo.ts";
import { startFlood, throughput } from "./flood.ts";
import { BenchLearner, type Parser, TERMINAL_SIZE } from "./learner.ts";
import { serveTasks } from "./side-process.ts";

const SCROLLBACK_LINES = 10_000;
const INTERRUPTS = 30;
const FLOODS_WITH_KEYS = 5;
const KEYS_A_FLOOD = 40;
const LESSON = { trackId: "containers" as TrackId, lessonId: "your-first-container" as LessonId };

/** What a page does with output, but for the drawing. */
function parser(): Parser {
  const terminal = new headless.Terminal({
    ...TERMINAL_SIZE,
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
  });
  return (data, done) => terminal.write(data, done);
}

/** `lab URL` or `bare PORT`: a client that parses all it is sent. */
const [side, address = ""] = process.argv.slice(2);

async function serveLab(): Promise<void> {
  const learner = await BenchLearner.connect(address);
  await learner.openLesson(LESSON.trackId, LESSON.lessonId);
  const line = await learner.openTerminal({ parse: parser() });
  const other = await learner.openTerminal({ parse: parser() });
  serveTasks({
    throughput: () => throughput(line),
    async interrupts() {
      const times: number[] = [];
      for (let index = 0; index < INTERRUPTS; index++) {
        times.push(await (await startFlood(line)).interrupt());
      }
      return times;
    },
    /** Keys in another terminal of the same page, while one floods. */
    async "keys in a flood"() {
      const times: number[] = [];
      for (let index = 0; index < FLOODS_WITH_KEYS; index++) {
        const flood = await startFlood(line);
        for await (const time of echoes(other, KEYS_A_FLOOD)) times.push(time);
        await flood.interrupt();
        other.type("\x15");
      }
      return times;
    },
  });
}

if (side === "lab") await serveLab();
else {
  const line = await BaselineLine.connect(address, parser());
  serveTasks({ throughput: () => throughput(line) });
}
