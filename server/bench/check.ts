import type { LessonId, TrackId } from "../protocol/ids.ts";
import { startLabUnderTest } from "./lab-under-test.ts";
import { BenchLearner } from "./learner.ts";
import { percentiles } from "./statistics.ts";

const LEARNERS = 10;
/** The shell's mark that a command has ended. */
const COMMAND_ENDED = "\x1b]133;D";
const DEADLINE_MS = 20_000;

const TRACK = "containers" as TrackId;

/** Tasks that one command fulfils: seen by the engine's events, in a file, and by an answer over HTTP. */
const SAMPLES: readonly { lesson: string; task: string; command: string }[] = [
  { lesson: "your-first-container", task: "run-hello", command: "docker run hello-world" },
  { lesson: "your-first-container", task: "name-it", command: "docker run --name lantern hello-world" },
  {
    lesson: "files-that-outlive-containers",
    task: "write-page",
    command: "mkdir -p site; echo '<h1>Departures</h1>' > site/index.html",
  },
  {
    lesson: "files-that-outlive-containers",
    task: "serve-page",
    command: 'docker run --name board -v "$(pwd)/site:/usr/share/nginx/html:ro" -d nginx',
  },
  {
    lesson: "files-that-outlive-containers",
    task: "change-page",
    command: "echo '<p>Berth 8: pilot boat</p>' >> site/index.html",
  },
];

/**
 * Milliseconds from a command's end, as its shell marks it in the output, to the tick on the learner's side. A tick
 * that comes before the command has ended counts as 0.
 */
export async function benchCheck(say: (line: string) => void): Promise<Record<string, unknown>> {
  const lab = await startLabUnderTest();
  const ticks: number[] = [];
  try {
    for (let number = 1; number <= LEARNERS; number++) {
      for (const lesson of new Set(SAMPLES.map((sample) => sample.lesson))) {
        const learner = await BenchLearner.connect(lab.url);
        try {
          await learner.openLesson(TRACK, lesson as LessonId);
          const terminal = await learner.openTerminal();
          for (const sample of SAMPLES.filter((candidate) => candidate.lesson === lesson)) {
            const ended = terminal.until((text) => text.includes(COMMAND_ENDED));
            terminal.type(`${sample.command}\r`);
            const endedAt = await ended;
            ticks.push(Math.max(0, (await learner.ticked(sample.task, DEADLINE_MS)) - endedAt));
          }
        } finally {
          learner.close();
        }
      }
      say(`learner ${number} of ${LEARNERS}: last tick after ${Math.round(ticks.at(-1) ?? 0)} ms`);
    }
    return { n: ticks.length, tick_ms: percentiles(ticks, [50, 95]) };
  } finally {
    await lab.close();
  }
}
