import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCheck } from "../checks/build-check.ts";
import { runCheck } from "../checks/run-check.ts";
import type { CheckResult } from "../protocol/check-result.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { fetchAhead } from "../sessions/fetch-ahead.ts";
import { intoLanes } from "../testing/into-lanes.ts";
import { lessonFromTemplate } from "../testing/lesson-from-template.ts";
import { LessonTally } from "../testing/lesson-tally.ts";
import { startTestLab, type TestLab } from "../testing/start-test-lab.ts";
import { Typist } from "../testing/typist.ts";
import { allFaults } from "./all-faults.ts";
import { faultLine } from "./course-error.ts";
import { loadCourse } from "./load-course.ts";
import { rightAnswerOf } from "./right-answer.ts";
import { answerCheckOf, type Lesson, type Mistake, type Task } from "./schema.ts";

/** Lessons tried side by side: most of a lesson's time is spent waiting for containers to start and to end. */
const LANES = 3;
/** A learner's build or pull takes seconds here; what takes longer would bore, and is a fault of the lesson. */
const COMMAND_MS = 60_000;
const PASS_WITHIN_MS = 30_000;
/** What a mistake leads to may take a moment, as when a container ends. */
const FEEDBACK_WITHIN_MS = 10_000;
const LOOK_MS = 100;

const course = await loadCourse(process.env.SLIPWAY_LESSONS);
const tally = new LessonTally();
const template = await lessonFromTemplate();

let lab: TestLab;
beforeAll(async () => {
  lab = await startTestLab("lessons");
});
afterAll(async () => {
  await lab?.close();
  await template.remove();
  process.stdout.write(`\n${tally.summary()}\n`);
});

it("every lesson can be shown", () => {
  expect(allFaults(course).map((fault) => faultLine(fault, "lessons"))).toEqual([]);
});

const lessons = course.tracks.flatMap((track) => track.lessons);
const lanes = intoLanes(lessons, LANES, ({ tasks }) => tasks.flatMap(({ mistakes }) => mistakes).length);

describe.concurrent.each(lanes.map((lane, index) => ({ lane, name: `lane ${index + 1}` })))(
  "$name",
  ({ lane }) => {
    describe.each(lane)("$number $id", { concurrent: false }, (lesson) => tryLesson(lesson, tally));
  },
);

describe("what `npm run lesson -- new` makes", () => tryLesson(template.lesson, new LessonTally()));

function tryLesson(lesson: Lesson, tally: LessonTally): void {
  let sandbox: Sandbox;
  let typist: Typist;
  let begun = 0;
  const spent: string[] = [];
  /** After a failed task the machine is not in the state that the next one begins with. */
  let failedTask: string | undefined;

  beforeAll(async () => {
    begun = performance.now();
    tally.lessons += 1;
    sandbox = await lab.driver.create({ owner: "lesson-test", files: lesson.files });
    await fetchAhead({
      sandbox,
      engine: createEngineClient(() => sandbox.connectEngine()),
      images: lesson.fetchAhead,
      signal: new AbortController().signal,
      log: (message, error) => expect.unreachable(`${message}: ${error}`),
    });
    typist = new Typist(await sandbox.openTerminal({ cols: 120, rows: 40 }));
    await typist.firstPrompt(COMMAND_MS);
  });
  afterAll(async () => {
    await sandbox?.destroy();
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(`lesson ${lesson.number} ${lesson.id}: ${seconds} s (${spent.join(", ")})\n`);
  });

  const look = (task: Task, answer?: string): Promise<CheckResult> => {
    const engine = createEngineClient(() => sandbox.connectEngine());
    const context = { sandbox, engine, ...(answer === undefined ? {} : { answer }) };
    return runCheck(buildCheck(task.check), context);
  };

  /** Where the task is not done. `answer`: what a form sends that nobody has filled in. */
  async function isUndone(task: Task, when: string, answer?: string): Promise<void> {
    const result = await look(task, answer);
    if (result.status === "passed") tally.falsePasses += 1;
    expect(result.status, `${task.id}, ${when}`).not.toBe("passed");
  }

  it.each(lesson.tasks)("a fresh machine has not done: $id", async (task) => {
    tally.tasks += 1;
    expect(await look(task)).toMatchObject({ status: expect.stringMatching(/^(not-yet|passed)$/) });
    await isUndone(task, "on a fresh machine");
    if (answerCheckOf(task.check) !== undefined) await isUndone(task, "by an empty answer", "");
  });

  for (const [index, task] of lesson.tasks.entries()) {
    it(`${task.id}: mistakes get their feedback, the solution passes`, {
      timeout: 300_000,
    }, async (test) => {
      if (failedTask !== undefined) test.skip(`${failedTask} failed before it`);
      failedTask = task.id;
      const since = performance.now();
      for (const mistake of task.mistakes) await tryMistake(task, mistake);
      await typist.type(task.solution, COMMAND_MS);
      if (answerCheckOf(task.check) !== undefined) await isUndone(task, "by an empty answer", "");
      await passes(task, await solutionAnswer(task));
      for (const later of lesson.tasks.slice(index + 1)) {
        const waits = later.earlyPass === undefined && answerCheckOf(later.check) === undefined;
        if (waits) await isUndone(later, `after the solution of ${task.id}; earlyPass would allow it`);
      }
      spent.push(`${task.id} ${((performance.now() - since) / 1000).toFixed(1)}`);
      failedTask = undefined;
    });
  }

  async function solutionAnswer(task: Task): Promise<string | undefined> {
    const known = rightAnswerOf(task.check);
    if (known !== undefined || task.solutionAnswer === undefined) return known;
    return (await sandbox.exec(["bash", "-lc", task.solutionAnswer])).stdout.trim();
  }

  async function tryMistake(task: Task, mistake: Mistake): Promise<void> {
    tally.wrongAttempts += 1;
    const options = { timeoutMs: COMMAND_MS };
    const made = await sandbox.exec(["bash", "-lc", mistake.run], options);
    const feedback = new RegExp(mistake.feedback);
    const said = await eventually(FEEDBACK_WITHIN_MS, async () => {
      const result = await look(task, mistake.answer);
      const texts = result.status === "not-yet" ? [result.found, result.expected, result.next] : [];
      return { done: result.status === "passed" || texts.some((text) => feedback.test(text)), result };
    });
    const where = `mistake "${mistake.name}": ${JSON.stringify(said)}\nit printed: ${made.stdout}${made.stderr}`;
    const texts = said.status === "not-yet" ? [said.found, said.expected, said.next].join("\n") : "";
    if (said.status === "passed") tally.falsePasses += 1;
    else if (!feedback.test(texts)) tally.wrongFeedback += 1;
    expect(said.status, where).toBe("not-yet");
    expect(texts, where).toMatch(feedback);
    if (mistake.undo === undefined) return;
    const undone = await sandbox.exec(["bash", "-lc", mistake.undo], options);
    expect(undone.exitCode, `undo of mistake "${mistake.name}": ${undone.stderr}`).toBe(0);
  }

  async function passes(task: Task, answer: string | undefined): Promise<void> {
    const result = await eventually(PASS_WITHIN_MS, async () => {
      const seen = await look(task, answer);
      return { done: seen.status === "passed", result: seen };
    });
    if (result.status !== "passed") tally.falseFails += 1;
    const tail = typist.screen.slice(-2000);
    expect(result, `answer: ${answer}\nthe terminal ends with:\n${tail}`).toMatchObject({ status: "passed" });
  }
}

/** Looks again until done or the time is over; gives the last result. */
async function eventually(
  withinMs: number,
  attempt: () => Promise<{ done: boolean; result: CheckResult }>,
): Promise<CheckResult> {
  for (const deadline = Date.now() + withinMs; ; await delay(LOOK_MS)) {
    const { done, result } = await attempt();
    if (done || Date.now() > deadline) return result;
  }
}
