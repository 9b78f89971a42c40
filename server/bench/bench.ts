import { parseArgs } from "node:util";
import { benchCheck } from "./check.ts";
import { benchClass } from "./class.ts";
import { benchLeaks } from "./leaks.ts";
import { benchPage } from "./page.ts";
import { benchResume } from "./resume.ts";
import { benchSandbox } from "./sandbox.ts";
import { benchTerminal } from "./terminal.ts";

type Bench = (say: (line: string) => void, options: Options) => Promise<Record<string, unknown>>;

interface Options {
  /** Of a class; each benchmark has its own default. */
  readonly learners?: number;
  /** Not only for a while, but as long as there is room: of sandboxes. */
  readonly most?: boolean;
  /** A class of which the lab did not know before. */
  readonly unprepared?: boolean;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  sandbox: benchSandbox,
  check: benchCheck,
  terminal: benchTerminal,
  resume: benchResume,
  page: benchPage,
  leaks: benchLeaks,
  class: benchClass,
};

/** `{ a: { p50: 1 } }` -> rows `a.p50  1`. */
function rows(result: Readonly<Record<string, unknown>>, prefix = ""): [string, string][] {
  return Object.entries(result).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? rows(value as Record<string, unknown>, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] as [string, string]],
  );
}

function usage(fault: string): never {
  process.stderr.write(
    `${fault}\nnpm run bench -- ${Object.keys(BENCHES).join(" | ")} [--json] [--learners N] [--unprepared] [--most]\n`,
  );
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        learners: { type: "string" },
        unprepared: { type: "boolean", default: false },
        most: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return usage(String(error));
  }
}

const { positionals, values } = readArguments();
const bench = BENCHES[positionals[0] ?? ""] ?? usage("Which benchmark?");
const learners = values.learners === undefined ? undefined : Number(values.learners);
if (learners !== undefined && !(Number.isInteger(learners) && learners > 0))
  usage("--learners wants a number.");
try {
  const result = await bench((line) => process.stderr.write(`${line}\n`), {
    ...(learners !== undefined && { learners }),
    unprepared: values.unprepared,
    most: values.most,
  });
  const width = Math.max(...rows(result).map(([key]) => key.length));
  for (const [key, value] of rows(result)) process.stdout.write(`${key.padEnd(width)}  ${value}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
