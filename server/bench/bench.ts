import { benchCheck } from "./check.ts";
import { benchLeaks } from "./leaks.ts";
import { benchPage } from "./page.ts";
import { benchResume } from "./resume.ts";
import { benchSandbox } from "./sandbox.ts";
import { benchTerminal } from "./terminal.ts";

const BENCHES: Readonly<Record<string, (say: (line: string) => void) => Promise<Record<string, unknown>>>> = {
  sandbox: benchSandbox,
  check: benchCheck,
  terminal: benchTerminal,
  resume: benchResume,
  page: benchPage,
  leaks: benchLeaks,
};

/** `{ a: { p50: 1 } }` -> rows `a.p50  1`. */
function rows(result: Readonly<Record<string, unknown>>, prefix = ""): [string, string][] {
  return Object.entries(result).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? rows(value as Record<string, unknown>, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] as [string, string]],
  );
}

const args = process.argv.slice(2);
const json = args.includes("--json");
const name = args.find((argument) => !argument.startsWith("--")) ?? "";
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(`Which benchmark? npm run bench -- ${Object.keys(BENCHES).join(" | ")} [--json]\n`);
  process.exit(2);
}
try {
  const result = await bench((line) => process.stderr.write(`${line}\n`));
  const width = Math.max(...rows(result).map(([key]) => key.length));
  for (const [key, value] of rows(result)) process.stdout.write(`${key.padEnd(width)}  ${value}\n`);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
