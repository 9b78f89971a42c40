import { parseChoices, parsePlaces } from "../protocol/answer-text.ts";
import type { AskingCheck } from "./asking-checks.ts";
import type { Fault, Report } from "./course-error.ts";
import { type LinkUse, linksIn } from "./lint-links.ts";
import { inlineFault } from "./lint-markdown.ts";
import { ignoresExitCode, timedWaitLine } from "./lint-script.ts";
import { parseInline } from "./parse-markdown.ts";
import type { LessonSource } from "./read-lesson.ts";
import type { FieldPath } from "./read-yaml.ts";
import { rightAnswerOf } from "./right-answer.ts";
import { answerCheckOf, type CheckSpec, type Mistake, type Task } from "./schema.ts";

const ENOUGH_MISTAKES = 2;

type Say = (path: FieldPath, fault: Pick<Fault, "problem" | "fix">, lineWithin?: number) => void;

/** Reports what no schema sees within `tasks.yaml`. Links found there are added to `links`. */
export function lintTasks(lesson: LessonSource, report: Report, links: LinkUse[]): void {
  const { tasksFile: file, taskLine } = lesson;
  for (const [index, task] of (lesson.tasks ?? []).entries()) {
    const say: Say = (path, fault, lineWithin = 0) => {
      const field = ["tasks", index, ...path];
      report({ file, line: taskLine(field) + lineWithin, field: field.join("."), ...fault });
    };
    for (const [path, markdown] of textsOf(task)) {
      const fault = inlineFault(markdown);
      if (fault !== undefined) say(path, fault);
      links.push(...linksIn(parseInline(markdown), file, taskLine(["tasks", index, ...path])));
    }
    lintMistakeCount(task, say);
    lintAnswers(task, say);
    lintCheckScripts(task.check, ["check"], say);
    for (const [path, script] of scriptsOf(task)) sayTimedWait(path, script, say);
  }
}

function textsOf({ title, hints }: Task): [FieldPath, string][] {
  return [[["title"], title], ...hints.map((hint, i): [FieldPath, string] => [["hints", i], hint])];
}

function scriptsOf({ solution, solutionAnswer, mistakes }: Task): [FieldPath, string][] {
  return [
    [["solution"], solution],
    [["solutionAnswer"], solutionAnswer ?? ""],
    ...mistakes.flatMap(({ run, undo = "" }, i): [FieldPath, string][] => [
      [["mistakes", i, "run"], run],
      [["mistakes", i, "undo"], undo],
    ]),
  ];
}

function lintMistakeCount({ mistakes, fewMistakes }: Task, say: Say): void {
  if (mistakes.length < ENOUGH_MISTAKES && fewMistakes === undefined) {
    say(["mistakes"], {
      problem: `holds fewer than ${ENOUGH_MISTAKES}`,
      fix: "add a likely wrong attempt, or say in fewMistakes why there is none",
    });
  }
  if (mistakes.length >= ENOUGH_MISTAKES && fewMistakes !== undefined) {
    say(["fewMistakes"], { problem: "has no use: there are enough", fix: "take it out" });
  }
}

function lintAnswers(task: Task, say: Say): void {
  const asking = answerCheckOf(task.check);
  const typed = asking?.kind === "answer";
  if (typed && task.solutionAnswer === undefined) {
    say(["check"], {
      problem: "asks for an answer",
      fix: "add solutionAnswer, bash that prints the right one",
    });
  }
  if (!typed && task.solutionAnswer !== undefined) {
    say(["solutionAnswer"], { problem: "has no use: no answer is typed for this check", fix: "take it out" });
  }
  for (const [index, mistake] of task.mistakes.entries()) {
    const path = ["mistakes", index];
    if (asking === undefined) {
      if (mistake.answer !== undefined) {
        say([...path, "answer"], { problem: "has no use: the check asks for nothing", fix: "take it out" });
      }
      continue;
    }
    if (mistake.answer === undefined) {
      say(path, { problem: "gives no answer", fix: "add answer, the wrong one" });
      continue;
    }
    const fault = answerFault(asking, mistake);
    if (fault !== undefined) say([...path, "answer"], fault);
    else if (task.check.kind !== "all" && sameAnswer(mistake.answer, rightAnswerOf(task.check))) {
      say([...path, "answer"], { problem: "is the right answer", fix: "give a wrong one" });
    }
  }
}

function answerFault(
  asking: AskingCheck,
  { answer = "" }: Mistake,
): Pick<Fault, "problem" | "fix"> | undefined {
  if (asking.kind === "quiz") {
    const known = asking.choices.map(({ id }) => id);
    const unknown = parseChoices(answer)?.find((id) => !known.includes(id));
    if (parseChoices(answer) === undefined) return { problem: "is no list of choices", fix: "write id,id" };
    if (unknown === undefined) return undefined;
    return { problem: `names an unknown choice, "${unknown}"`, fix: `use ${known.join(", ")}` };
  }
  if (asking.kind === "sort") {
    const places = parsePlaces(answer);
    if (places === undefined) return { problem: "is no list of places", fix: "write item=group,item=group" };
    const items = asking.items.map(({ id }) => id);
    const groups = asking.groups.map(({ id }) => id);
    const item = [...places.keys()].find((id) => !items.includes(id));
    if (item !== undefined)
      return { problem: `names an unknown item, "${item}"`, fix: `use ${items.join(", ")}` };
    const group = [...places.values()].find((id) => !groups.includes(id));
    if (group !== undefined) {
      return { problem: `names an unknown group, "${group}"`, fix: `use ${groups.join(", ")}` };
    }
  }
  return undefined;
}

/** Of a quiz or a sort, where order does not count. */
function sameAnswer(one: string, other: string | undefined): boolean {
  const sorted = (text: string) =>
    text
      .split(",")
      .map((part) => part.trim())
      .toSorted()
      .join();
  return other !== undefined && sorted(one) === sorted(other);
}

function lintCheckScripts(check: CheckSpec, path: FieldPath, say: Say): void {
  if (check.kind === "all") {
    for (const [index, each] of check.checks.entries())
      lintCheckScripts(each, [...path, "checks", index], say);
  }
  if (check.kind === "answer" && check.equals !== undefined)
    sayTimedWait([...path, "equals"], check.equals, say);
  if (check.kind !== "script") return;
  const field = [...path, "run"];
  sayTimedWait(field, check.run, say);
  if (ignoresExitCode(check.run)) {
    say(field, {
      problem: "passes whatever it finds: its end ignores the exit code",
      fix: "let the last command decide, or exit 1 where the task is not done",
    });
  }
}

function sayTimedWait(path: FieldPath, script: string, say: Say): void {
  const line = timedWaitLine(script);
  if (line === undefined) return;
  const fault = {
    problem: "waits for a time instead of for the thing",
    fix: "write until COMMAND; do sleep 0.2; done, or docker wait NAME",
  };
  // A script of several lines begins below its key.
  say(path, fault, script.includes("\n") ? line + 1 : 0);
}
