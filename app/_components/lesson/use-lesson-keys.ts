import { useShortcuts } from "../keys/use-shortcuts.ts";
import { useDesk } from "./desk.tsx";
import { useLesson } from "./lesson-context.tsx";
import { focusNextCommand, focusStep } from "./move-focus.ts";
import type { Place } from "./use-place.ts";

/** The keys of a lesson's page, as `keys/shortcuts.ts` lists them. */
export function useLessonKeys({ step, marked, goToStep, goToTask }: Place): void {
  const { steps } = useLesson();
  const { show, getHands } = useDesk();

  /** From the task that was asked for last, or from the top of the step. */
  const moveTask = (direction: 1 | -1) => {
    const tasks = steps.flatMap(({ taskIds }, index) => taskIds.map((id) => ({ id, step: index + 1 })));
    const here = tasks.findIndex(({ id }) => id === marked?.taskId);
    const firstHere = tasks.findIndex((task) => task.step >= step);
    const top = firstHere === -1 ? tasks.length : firstHere;
    const to = here !== -1 ? here + direction : direction === 1 ? top : top - 1;
    const task = tasks[to];
    if (task) goToTask(task.id);
  };
  const inLesson = (move: () => void) => () => {
    show("lesson");
    move();
  };

  useShortcuts({
    "next-step": inLesson(() => goToStep(step + 1)),
    "previous-step": inLesson(() => goToStep(step - 1)),
    "next-task": inLesson(() => moveTask(1)),
    "previous-task": inLesson(() => moveTask(-1)),
    "next-command": inLesson(focusNextCommand),
    lesson: inLesson(() => focusStep(step)),
    terminal() {
      show("terminal");
      // On a narrow window the terminal is shown first: what is hidden cannot take the focus.
      requestAnimationFrame(() => getHands()?.focus());
    },
  });
}
