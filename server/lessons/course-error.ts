/** One thing wrong with the course's files. `file` is relative to the lessons folder. */
export interface Fault {
  readonly file: string;
  /** From 1; absent where the whole file, or its absence, is meant. */
  readonly line?: number | undefined;
  /** A place in a YAML file, `tasks.0.check.state`. */
  readonly field?: string | undefined;
  readonly problem: string;
  /** What to write instead. */
  readonly fix: string;
}

/** Collects faults, so that an author sees all of them at once. */
export type Report = (fault: Fault) => void;

/** `file:line  field: problem  -> fix`. `folder`: where `file` is counted from. */
export function faultLine({ file, line, field, problem, fix }: Fault, folder?: string): string {
  const place = `${folder === undefined ? "" : `${folder}/`}${file}${line === undefined ? "" : `:${line}`}`;
  return `${place}  ${field === undefined ? "" : `${field}: `}${problem}  -> ${fix}`;
}

/** By file, then by line: as an author goes through them. */
export function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));
}

/** There is no course at all to be read. */
export class CourseError extends Error {
  constructor(fault: Fault) {
    super(`The lessons cannot be used: ${faultLine(fault)}`);
    this.name = "CourseError";
  }
}
