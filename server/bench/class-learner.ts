import { setTimeout as delay } from "node:timers/promises";
import { rightAnswerOf } from "../lessons/right-answer.ts";
import { answerCheckOf, type Lesson, type Task } from "../lessons/schema.ts";
import { withoutEscapes } from "../testing/without-escapes.ts";
import { echo } from "./echo.ts";
import { BenchLearner, type BenchTerminal } from "./learner.ts";
import { loadPage } from "./load-page.ts";

/** How long a person reads before the next task, and takes from key to key. Milliseconds. */
const READING_MS = { min: 3_000, max: 8_000 };
const KEY_MS = { min: 60, max: 180 };
/** What takes longer has failed. Milliseconds. */
const TICK_DEADLINE_MS = 30_000;
const COMMAND_DEADLINE_MS = 60_000;
/** The shell's mark that a command has ended. */
const COMMAND_ENDED = "\x1b]133;D";

/** Milliseconds, each measured at the learner's side. */
export interface LearnersReport {
  readonly pageReloads: number[];
  readonly pageToPromptMs: number[];
  readonly echoMs: number[];
  readonly tickMs: number[];
  readonly passed: string[];
  readonly failed: string[];
  readonly refused: string[];
  /** What went wrong, in words. */
  readonly faults: string[];
}

const between = ({ min, max }: { min: number; max: number }) => min + Math.random() * (max - min);

/** One learner of a class: loads the lesson's page, has a machine and a terminal, and does all tasks as a person would. */
export async function attend(url: string, lesson: Lesson): Promise<LearnersReport> {
  const report: LearnersReport = {
    pageReloads: [],
    pageToPromptMs: [],
    echoMs: [],
    tickMs: [],
    passed: [],
    failed: [],
    refused: [],
    faults: [],
  };
  let learner: BenchLearner | undefined;
  try {
    const start = performance.now();
    const { cookie, reloads } = await loadPage(`${url}/learn/${lesson.trackId}/${lesson.id}?step=1`);
    report.pageReloads.push(reloads);
    learner = await BenchLearner.connect(url, cookie);
    await learner.openLesson(lesson.trackId, lesson.id);
    const terminal = await learner.openTerminal();
    report.pageToPromptMs.push(performance.now() - start);
    for (const task of lesson.tasks) {
      await delay(between(READING_MS));
      await doTask(learner, terminal, task, report);
    }
  } catch (error) {
    report.faults.push(String(error));
  } finally {
    const done = new Set([...report.passed, ...report.failed]);
    report.failed.push(...lesson.tasks.map(({ id }) => id).filter((id) => !done.has(id)));
    report.refused.push(...(learner?.refused ?? []));
    learner?.close();
  }
  return report;
}

/** Types the lesson's own solution of the task, answers what it asks, and waits for the tick. */
async function doTask(
  learner: BenchLearner,
  terminal: BenchTerminal,
  task: Task,
  report: LearnersReport,
): Promise<void> {
  let doneAt = performance.now();
  for (const line of task.solution.trimEnd().split("\n")) {
    ({ endedAt: doneAt } = await runCommand(terminal, line, report));
  }
  if (answerCheckOf(task.check) !== undefined) {
    const answer = rightAnswerOf(task.check) ?? (await readOff(terminal, task, report));
    doneAt = performance.now();
    await learner.answer(task.id, answer);
  }
  try {
    const tickedAt = await learner.ticked(task.id, TICK_DEADLINE_MS);
    // One that ticked while its command still ran counts as at once.
    report.tickMs.push(Math.max(0, tickedAt - doneAt));
    report.passed.push(task.id);
  } catch (error) {
    report.faults.push(String(error));
    report.failed.push(task.id);
  }
}

/** Types a line key by key; resolves when its command has ended, with what it printed. */
async function runCommand(
  terminal: BenchTerminal,
  line: string,
  report: LearnersReport,
): Promise<{ printed: string; endedAt: number }> {
  for (const key of line) {
    const pause = delay(between(KEY_MS));
    report.echoMs.push(await echo(terminal, key));
    await pause;
  }
  let printed = "";
  const listening = terminal.onOutput((data) => {
    printed += data;
  });
  const ended = terminal.until((text) => text.includes(COMMAND_ENDED));
  terminal.type("\r");
  const late = delay(COMMAND_DEADLINE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`"${line}" did not end`);
  });
  const endedAt = await Promise.race([ended, late]);
  listening.dispose();
  return { printed: printed.slice(0, printed.indexOf(COMMAND_ENDED)), endedAt };
}

/** An answer that only the machine knows: the lesson says what prints it. */
async function readOff(terminal: BenchTerminal, task: Task, report: LearnersReport): Promise<string> {
  if (task.solutionAnswer === undefined) throw new Error(`the lesson does not answer ${task.id}`);
  const { printed } = await runCommand(terminal, task.solutionAnswer, report);
  // Before the first line break stands what the shell does as a command begins.
  return withoutEscapes(printed.slice(printed.indexOf("\n") + 1)).trim();
}
