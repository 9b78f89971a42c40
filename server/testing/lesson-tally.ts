/** What trying the lessons has shown, counted. */
export class LessonTally {
  lessons = 0;
  tasks = 0;
  wrongAttempts = 0;
  /** Passed without being done: on a fresh machine, by no answer, by a wrong attempt, or before its turn. */
  falsePasses = 0;
  /** Done as the solution says, and not passed. */
  falseFails = 0;
  /** Wrong attempts that were not told what their author expects. */
  wrongFeedback = 0;
  readonly #begun = performance.now();

  /** A block for people, and the same words each time for a script to find. */
  summary(): string {
    const seconds = Math.round((performance.now() - this.#begun) / 1000);
    const rows: [string, number][] = [
      ["lessons", this.lessons],
      ["tasks", this.tasks],
      ["wrong attempts", this.wrongAttempts],
      ["false passes", this.falsePasses],
      ["false fails", this.falseFails],
      ["wrong feedback", this.wrongFeedback],
      ["seconds", seconds],
    ];
    return rows.map(([name, value]) => `  ${name.padEnd(16)}${String(value).padStart(5)}\n`).join("");
  }
}
