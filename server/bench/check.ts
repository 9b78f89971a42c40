import type { LessonId, TrackId } from "../protocol/ids.ts";
import { startLabUnderTest } from "./lab-under-test.ts";
import { BenchLearner } from "./learner.ts";
import { percentiles } from "./statistics.ts";

const LEARNERS = 10;
/** The shell's mark that a command has ended. */
const COMMAND_ENDED = "\x1b]133;D";
const DEADLINE_MS = 20_000;

const LESSON = { trackId: "containers" as TrackId, lessonId: "your-first-container" as LessonId };

/** Tasks of the lesson that one command fulfils. */
const SAMPLES = [
  { task: "run-hello", command: "docker run hello-world" },
  { task: "name-it", command: "docker run --name lantern hello-world" },
  { task: "keep-running", command: "docker run --name beacon -d nginx" },
  { task: "choose-code", command: "docker run --name storm alpine:3.19 sh -c 'exit 7'" },
] as const;

/**
 * Milliseconds from a command's end, as its shell marks it in the output, to the tick on the learner's side. A tick
 * that comes before the command has ended counts as 0.
 */
export async function benchCheck(say: (line: string) => void): Promise<Record<string, unknown>> {
  const lab = await startLabUnderTest("slipway-bench");
  const ticks: number[] = [];
  try {
    for (let number = 1; number <= LEARNERS; number++) {
      const learner = await BenchLearner.connect(lab.url);
      try {
        await learner.openLesson(LESSON.trackId, LESSON.lessonId);
        await learner.openTerminal();
        for (const { task, command } of SAMPLES) {
          const ended = learner.until((text) => text.includes(COMMAND_ENDED));
          learner.type(`${command}\r`);
          const endedAt = await ended;
          ticks.push(Math.max(0, (await tickOf(learner, task)) - endedAt));
        }
        say(`learner ${number} of ${LEARNERS}: last tick after ${Math.round(ticks.at(-1) ?? 0)} ms`);
      } finally {
        learner.close();
      }
    }
    return { n: ticks.length, tick_ms: percentiles(ticks, [50, 95]) };
  } finally {
    await lab.close();
  }
}

async function tickOf(learner: BenchLearner, task: string): Promise<number> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline) {
    const passedAt = learner.passedAt.get(task);
    if (passedAt !== undefined) return passedAt;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`task ${task} did not tick: ${JSON.stringify(learner.tasks.get(task))}`);
}
