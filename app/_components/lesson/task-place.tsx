"use client";

import { TaskSlot } from "../tasks/task-slot.tsx";
import { CopyLinkButton } from "./copy-link-button.tsx";
import { useLesson } from "./lesson-context.tsx";
import { useShownPlace } from "./place-context.tsx";

/** A task at its place in the text: with its address, and marked when it was asked for. */
export function TaskPlace(props: { "data-id"?: string }) {
  const id = props["data-id"] ?? "";
  const { steps } = useLesson();
  const { marked } = useShownPlace();
  const step = steps.findIndex(({ taskIds }) => taskIds.includes(id)) + 1;
  return (
    <div className="task-place group/link relative rounded-panel" data-marked={marked?.taskId === id}>
      <TaskSlot data-id={id} />
      <CopyLinkButton
        step={step}
        taskId={id}
        label="Copy the link to this task"
        className="top-3 -left-5.5 sm:-left-7"
      />
    </div>
  );
}
