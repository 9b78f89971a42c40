"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { useLesson } from "../lesson/lesson-context.tsx";
import { isReady } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import { Button } from "../ui/button.tsx";
import { ExplainedAnswer } from "./explained-answer.tsx";
import { Hints } from "./hints.tsx";
import { QuestionForm } from "./question-form.tsx";
import { Solution, useSolution } from "./solution.tsx";
import { type TaskFace, taskFace } from "./task-face.ts";
import { TaskFinding } from "./task-finding.tsx";
import { TaskSign } from "./task-sign.tsx";

const words: Record<TaskFace["face"], string> = {
  "to-do": "To do",
  watching: "Watching",
  "not-yet": "Not yet",
  done: "Done",
  unseen: "Could not look",
};

const grounds: Record<TaskFace["face"], string> = {
  "to-do": "border-line bg-surface-raised",
  watching: "border-line bg-surface-raised",
  "not-yet": "border-warn/50 bg-warn-soft",
  done: "border-ok/40 bg-ok-soft",
  unseen: "border-line-strong border-dashed bg-surface-raised",
};

/** A task at its place in the text. */
export function TaskSlot(props: { "data-id"?: string }) {
  const id = props["data-id"] ?? "";
  const task = useLesson().tasks[id];
  const { live } = useSession();
  const solution = useSolution(id);
  const [hintsShown, setHintsShown] = useState(0);
  const [seenShown, setSeenShown] = useState(false);
  if (!task) return null;

  const watched = live.connection === "live" && isReady(live);
  const state = taskFace(live.tasks[id], { watched, asks: task.question !== undefined });
  const done = state.face === "done";
  return (
    <section
      aria-labelledby={`task-${id}`}
      data-task={id}
      data-status={state.face}
      className={clsx("rounded-panel border py-3 pr-4 pl-3 transition-colors", grounds[state.face])}
    >
      <div className="flex items-start gap-3">
        <TaskSign face={state.face} />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h3
              id={`task-${id}`}
              className="code-text m-0 min-w-0 flex-1 basis-52 text-base leading-6 font-medium"
            >
              {task.title}
            </h3>
            <span className={clsx("text-sm leading-6", stateColour(state.face))}>{words[state.face]}</span>
          </div>
          {!done && task.question && <QuestionForm taskId={id} question={task.question} />}
          <TaskNews id={id} state={state} seenShown={seenShown} />
          {state.face === "done" && task.question && state.explanations && (
            <ExplainedAnswer question={task.question} explanations={state.explanations} />
          )}
          {!done && <Hints hints={task.hints} shown={hintsShown} />}
          {!done && (
            <div className="-mx-2.5 -mb-1.5 flex flex-wrap gap-x-1 empty:hidden">
              {hintsShown < task.hints.length && (
                <Button size="small" look="quiet" onClick={() => setHintsShown(hintsShown + 1)}>
                  Hint {hintsShown + 1} of {task.hints.length}
                </Button>
              )}
              {solution.state.status === "folded" && (
                <Button size="small" look="quiet" onClick={solution.ask}>
                  Show the solution
                </Button>
              )}
              {state.face === "watching" && state.seen && (
                <Button
                  size="small"
                  look="quiet"
                  aria-expanded={seenShown}
                  onClick={() => setSeenShown(!seenShown)}
                >
                  {seenShown ? "Hide what is seen" : "What is seen now"}
                </Button>
              )}
            </div>
          )}
          <Solution {...solution} />
        </div>
      </div>
    </section>
  );
}

function stateColour(face: TaskFace["face"]): string {
  if (face === "done") return "text-ok";
  return face === "not-yet" ? "text-warn" : "text-ink-muted";
}

function TaskNews({ id, state, seenShown }: { id: string; state: TaskFace; seenShown: boolean }) {
  switch (state.face) {
    case "to-do":
    case "done":
      return null;
    case "watching":
      return seenShown && state.seen && <TaskFinding finding={state.seen} />;
    case "not-yet":
      return (
        <div role="status" className="appear">
          <TaskFinding finding={state.finding} />
        </div>
      );
    case "unseen":
      return <Unseen id={id} reason={state.reason} />;
  }
}

function Unseen({ id, reason }: { id: string; reason: string }) {
  const { requests } = useSession();
  const [fault, setFault] = useState<string>();
  const look = async () => {
    const reply = await requests.check(id);
    setFault(reply.ok ? undefined : reply.error.message);
  };
  return (
    <div className="flex flex-col items-start gap-2 text-[0.9375rem] leading-normal">
      <p>{reason} This says nothing about your work.</p>
      <Button size="small" onClick={look}>
        Look again
      </Button>
      {fault && (
        <p role="alert" className="text-sm text-danger">
          {fault}
        </p>
      )}
    </div>
  );
}
