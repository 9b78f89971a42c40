const isShown = (element: HTMLElement) => element.getClientRects().length > 0;

/** The heading of the step in view. */
export function focusStep(step: number): void {
  document.getElementById(`step-${step}`)?.focus({ preventScroll: true });
}

/** Brings a task into view and gives it the focus. */
export function focusTask(taskId: string): void {
  const task = document.querySelector<HTMLElement>(`[data-task="${taskId}"]`);
  if (!task) return;
  task.tabIndex = -1;
  task.scrollIntoView({ block: "center" });
  task.focus({ preventScroll: true });
}

/** The button of the next command below the focus; after the last one, of the first. */
export function focusNextCommand(): void {
  const buttons = [...document.querySelectorAll<HTMLElement>("[data-command] button[data-run]")].filter(
    isShown,
  );
  const here = document.activeElement;
  const below = (button: HTMLElement) =>
    here !== null && (here.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const next = buttons.find(below) ?? buttons[0];
  next?.closest("[data-command]")?.scrollIntoView({ block: "nearest" });
  next?.focus({ preventScroll: true });
}
