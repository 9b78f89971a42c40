/** Address of a lesson, of a step of it, of a task of that step. */
export function lessonPath(
  lesson: { readonly trackId: string; readonly id: string },
  step?: number,
  taskId?: string,
): string {
  const path = `/learn/${lesson.trackId}/${lesson.id}`;
  return `${path}${step === undefined ? "" : `?step=${step}`}${taskId === undefined ? "" : `#${taskAnchor(taskId)}`}`;
}

/** The end of a task's address, without the sign. */
export function taskAnchor(taskId: string): string {
  return `task-${taskId}`;
}

/** The task that the end of an address names: `#task-run-it` -> `run-it`. */
export function taskOfHash(hash: string): string | undefined {
  return /^#task-([a-z0-9-]+)$/.exec(hash)?.[1];
}
