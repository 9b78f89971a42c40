import { findLesson } from "../lessons/course.ts";
import { loadCourse } from "../lessons/load-course.ts";
import type { LearnersReport } from "./class-learner.ts";
import { watchHost } from "./host-use.ts";
import { startLabUnderTest } from "./lab-under-test.ts";
import { untilWaiting } from "./pool-size.ts";
import { cpuSecondsByPart } from "./processes.ts";
import { SideProcess } from "./side-process.ts";
import { percentiles } from "./statistics.ts";

const LESSON = { trackId: "containers", lessonId: "your-first-container" };
const LEARNERS = 30;
const START_WITHIN_MS = 10_000;
/** Learners are clients in as many processes, so that none of them waits for the work of all others. */
const CLASSROOMS = 2;

/** Of the server itself, since it was last asked. Milliseconds. */
async function loopDelayP99(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(metrics)?.[1];
  if (seconds === undefined) throw new Error("the server does not tell its event loop's delay");
  return Math.round(Number(seconds) * 100_000) / 100;
}

/** As the setting has them. */
async function imagesAhead(): Promise<string> {
  const lesson = findLesson(await loadCourse(process.env.SLIPWAY_LESSONS), LESSON.trackId, LESSON.lessonId);
  return lesson?.fetchAhead.join(",") ?? "";
}

/** `["a", "a", "b"]` -> `{ a: 2, b: 1 }`. */
function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/**
 * A class that starts a lesson together and works through it at human speed, with a machine and real containers each.
 * The lab knew of it, and has a machine ready for everybody, with the images that the lesson fetches ahead;
 * `unprepared`: it did not, and has the pool of any day.
 * A tick is timed from its command's end, or from the answer, to its arrival at the learner's side.
 */
export async function benchClass(
  say: (line: string) => void,
  { learners = LEARNERS, unprepared = false }: { learners?: number; unprepared?: boolean },
): Promise<Record<string, unknown>> {
  const room = String(Math.max(LEARNERS, learners));
  const lab = await startLabUnderTest({
    SLIPWAY_MAX_SANDBOXES: room,
    ...(!unprepared && {
      SLIPWAY_POOL_MIN: String(learners),
      SLIPWAY_POOL_MAX: room,
      SLIPWAY_PREPARED_IMAGES: await imagesAhead(),
    }),
  });
  const classrooms = Array.from(
    { length: CLASSROOMS },
    (_each, room) =>
      new SideProcess("classroom.ts", [
        lab.url,
        LESSON.trackId,
        LESSON.lessonId,
        String(Math.floor((learners + room) / CLASSROOMS)),
        String(START_WITHIN_MS),
      ]),
  );
  try {
    if (!unprepared) {
      say(`${learners} machines are made ready`);
      await untilWaiting(lab, learners);
    }
    await loopDelayP99(lab.url);
    const host = await watchHost();
    say(`${learners} learners come within ${START_WITHIN_MS / 1000} s`);
    const rooms = await Promise.all(classrooms.map((room) => room.do<LearnersReport[]>("lesson")));
    const use = host.stop();
    const loopDelay = await loopDelayP99(lab.url);
    for (const [part, seconds] of Object.entries(await cpuSecondsByPart(lab.pid))) {
      say(`CPU time of ${part}: ${seconds.toFixed(1)} s`);
    }
    const reports = rooms.flat();
    const faults = tally(reports.flatMap((report) => report.faults));
    for (const [fault, times] of Object.entries(faults)) say(`${times} times: ${fault}`);
    const all = (key: "pageToPromptMs" | "echoMs" | "tickMs") => reports.flatMap((report) => report[key]);
    const prompts = all("pageToPromptMs");
    return {
      learners,
      prepared: !unprepared,
      tasks_passed: reports.flatMap((report) => report.passed).length,
      tasks_failed: reports.flatMap((report) => report.failed).length,
      learners_without_prompt: learners - prompts.length,
      refused: reports.flatMap((report) => report.refused).length,
      page_reloads: reports.flatMap((report) => report.pageReloads).reduce((sum, each) => sum + each, 0),
      page_to_prompt_ms: percentiles(prompts, [50, 95]),
      echo_ms: percentiles(all("echoMs"), [50, 99]),
      tick_ms: percentiles(all("tickMs"), [50, 95]),
      loop_delay_ms: { p99: loopDelay },
      host: use,
    };
  } finally {
    await Promise.all(classrooms.map((room) => room.stop()));
    await lab.close();
  }
}
