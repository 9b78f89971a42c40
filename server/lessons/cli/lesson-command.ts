import path from "node:path";
import { parseArgs } from "node:util";
import { CourseError } from "../course-error.ts";
import { lintLessons } from "./lint-lessons.ts";
import { newLesson } from "./new-lesson.ts";
import { testLessons } from "./test-lessons.ts";
import { UsageError } from "./usage-error.ts";

export const HELP = `npm run lesson -- COMMAND

  new ID [--number N] [--track T]   make a lesson that lints and passes its test as it is
  lint [ID]                         say every fault of the lessons, or of one: file, line, what to do
  test [ID]                         try the lessons, or one, in real sandboxes (as root)

ID is a lesson's folder without its number, like your-first-container. While you write, npm run dev shows the lesson.
lessons/README.md is the manual.
`;

/** Runs one command line. Gives the exit code; says everything through `print`. */
export async function lessonCommand(
  argv: readonly string[],
  lessonsDir: string,
  print: (text: string) => void,
): Promise<number> {
  try {
    const { values, positionals } = parse(argv);
    const [command, id, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError(`"${rest[0]}" is one word too many.\n\n${HELP}`);
    switch (command) {
      case undefined:
      case "help":
        print(HELP);
        return 0;
      case "new":
        return await make(lessonsDir, id, values, print);
      case "lint":
        return await lint(lessonsDir, id, print);
      case "test":
        if ((await lint(lessonsDir, id, print)) !== 0) return 1;
        return await testLessons(lessonsDir, id);
      default:
        throw new UsageError(`There is no command "${command}".\n\n${HELP}`);
    }
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CourseError)) throw error;
    print(`${error.message.trimEnd()}\n`);
    return 1;
  }
}

interface Options {
  readonly number?: string | undefined;
  readonly track?: string | undefined;
}

function parse(argv: readonly string[]): { values: Options; positionals: string[] } {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { number: { type: "string" }, track: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

async function make(
  lessonsDir: string,
  id: string | undefined,
  { number, track }: Options,
  print: (text: string) => void,
): Promise<number> {
  if (id === undefined) throw new UsageError("Name the lesson: npm run lesson -- new first-steps");
  if (number !== undefined && !/^[0-9]{1,3}$/.test(number)) {
    throw new UsageError(`"${number}" is no number for a lesson: write one from 0 to 999.`);
  }
  const folder = await newLesson(lessonsDir, {
    id,
    track,
    number: number === undefined ? undefined : Number(number),
  });
  print(`Made ${path.relative(process.cwd(), folder)}: a small lesson that works. Change it as you like.\n`);
  print(`  npm run dev                       shows it, and each change as you save\n`);
  print(`  npm run lesson -- lint ${id}\n  npm run lesson -- test ${id}\n`);
  return 0;
}

async function lint(
  lessonsDir: string,
  id: string | undefined,
  print: (text: string) => void,
): Promise<number> {
  const { lines, faults } = await lintLessons(lessonsDir, id);
  for (const line of lines) print(`${line}\n`);
  return faults === 0 ? 0 : 1;
}
