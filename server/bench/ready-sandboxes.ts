import type { LessonId, TrackId } from "../protocol/ids.ts";
import { type LabUnderTest, startLabUnderTest } from "./lab-under-test.ts";
import { BenchLearner } from "./learner.ts";
import { untilWaiting } from "./pool-size.ts";
import { percentiles } from "./statistics.ts";

const SAMPLES = 20;
/** A lesson with files, which are put on the machine at the claim. */
const LESSON = ["containers" as TrackId, "what-is-a-container" as LessonId] as const;
const ROOM = { SLIPWAY_MAX_SANDBOXES: "60" };

const timed = async (action: () => Promise<unknown>) => {
  const start = performance.now();
  await action();
  return performance.now() - start;
};

/**
 * From the click to a prompt, from the wish for a fresh machine to its prompt, the first `docker run nginx`, and from there
 * back to the start of the lesson.
 */
async function rounds(lab: LabUnderTest, before: () => Promise<void>, say: (line: string) => void) {
  const times = {
    ready: [] as number[],
    reset: [] as number[],
    firstRun: [] as number[],
    tidy: [] as number[],
  };
  for (let round = 1; round <= SAMPLES; round++) {
    const learner = await BenchLearner.connect(lab.url);
    await before();
    times.ready.push(
      await timed(async () => {
        await learner.openLesson(...LESSON);
        await learner.openTerminal();
      }),
    );
    await before();
    times.reset.push(
      await timed(async () => {
        await learner.reset();
        await learner.openTerminal();
      }),
    );
    const terminal = await learner.openTerminal();
    times.firstRun.push(
      await timed(async () => {
        const ran = terminal.until((text) => /ran (ok|not)/.test(text));
        terminal.type('docker run --detach nginx && echo ran o""k || echo ran n""ot\r');
        await ran;
      }),
    );
    times.tidy.push(await timed(() => learner.tidyUp()));
    learner.close();
    say(`round ${round} of ${SAMPLES}: a prompt after ${Math.round(times.ready.at(-1) ?? 0)} ms`);
  }
  return times;
}

/** Through a lab in which machines wait, and through one in which none does. */
export async function benchReady(say: (line: string) => void): Promise<Record<string, unknown>> {
  say("a lab in which no machine waits");
  const coldLab = await startLabUnderTest({ ...ROOM, SLIPWAY_POOL_MIN: "0", SLIPWAY_POOL_MAX: "0" });
  const cold = await rounds(coldLab, async () => {}, say).finally(() => coldLab.close());
  say("a lab in which machines wait");
  const warmLab = await startLabUnderTest({ ...ROOM, SLIPWAY_POOL_MIN: "2", SLIPWAY_POOL_MAX: "2" });
  const warm = await rounds(warmLab, () => untilWaiting(warmLab, 1), say).finally(() => warmLab.close());
  return {
    n: SAMPLES,
    cold_ready_ms: percentiles(cold.ready, [50, 95]),
    warm_ready_ms: percentiles(warm.ready, [50, 95]),
    reset_ms: percentiles(warm.reset, [50, 95]),
    reset_cold_ms: percentiles(cold.reset, [50, 95]),
    lesson_start_ms: percentiles([...cold.tidy, ...warm.tidy], [50, 95]),
    first_run_ms: percentiles([...cold.firstRun, ...warm.firstRun], [50, 95]),
  };
}
