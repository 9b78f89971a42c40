/** One thing wrong with the course's files. `file` is relative to the lessons folder, `field` names a place in it. */
export interface Fault {
  readonly file: string;
  readonly field?: string | undefined;
  readonly problem: string;
}

/** The course cannot be used. Its message lists every fault, one a line: file, field, what is wrong. */
export class CourseError extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ file, field, problem }) =>
      field === undefined ? `  ${file}: ${problem}` : `  ${file}: ${field}: ${problem}`,
    );
    super(`The lessons cannot be used:\n${lines.join("\n")}`);
    this.name = "CourseError";
    this.faults = faults;
  }
}

/** Collects faults, so that a teacher sees all of them at once. */
export type Report = (file: string, field: string | undefined, problem: string) => void;
