import { parseArgs } from "node:util";
import { oneLine } from "../checks/quote.ts";
import type { SandboxDriver, SandboxSummary } from "../sandbox/driver.ts";
import type { RunningLab } from "./ask-lab.ts";
import { CommandError } from "./command-error.ts";
import type { SandboxStatus } from "./lab-status.ts";

export const HELP = `npm run sandboxes -- COMMAND [--json]

  list          every sandbox: learner, lesson, state, age, time left, memory, terminals
  inspect ID    all that is known of one
  stop ID       end one; its learner is told, and progress is kept

ID is a sandbox's or a session's, as list shows them. With --json the answer is one JSON object.
A running lab is asked, so run it on the lab's machine, as the lab's user, with the same SLIPWAY_DATA and
SLIPWAY_PREFIX. Where no lab runs, list and stop go to the sandboxes that the last one left for the next.
`;

const MAX_CELL_CHARS = 120;

export interface SandboxesParts {
  /** The lab of this prefix, if one runs. */
  readonly findLab: () => Promise<RunningLab | undefined>;
  /** For when none does. Rejects with a CommandError. */
  readonly openDriver: () => Promise<SandboxDriver>;
}

/** Runs one command line. Gives the exit code; says everything through `print`. */
export async function sandboxesCommand(
  argv: readonly string[],
  parts: SandboxesParts,
  print: (text: string) => void,
): Promise<number> {
  try {
    const { command, id, json } = parse(argv);
    if (command === "help") {
      print(HELP);
      return 0;
    }
    const lab = await parts.findLab();
    const answer = lab === undefined ? await withoutLab(command, id, parts) : await inLab(command, id, lab);
    print(json ? `${JSON.stringify(answer.json)}\n` : answer.text);
    return 0;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    print(`${error.message.trimEnd()}\n`);
    return 1;
  }
}

interface Answer {
  readonly json: unknown;
  readonly text: string;
}

type Command = "list" | "inspect" | "stop" | "help";

function parse(argv: readonly string[]): { command: Command; id: string; json: boolean } {
  const usage = (message: string) => new CommandError(`${message}\n\n${HELP}`);
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
    const [command = "help", id = "", ...rest] = values.help ? [] : positionals;
    if (command !== "list" && command !== "inspect" && command !== "stop" && command !== "help") {
      throw usage(`There is no command "${oneLine(command, MAX_CELL_CHARS)}".`);
    }
    const wantsId = command === "inspect" || command === "stop";
    if (wantsId && id === "") throw usage(`${command} needs the id of a sandbox or a session.`);
    if (rest.length > 0 || (!wantsId && id !== "")) {
      throw usage(`"${oneLine(wantsId ? (rest[0] ?? "") : id, MAX_CELL_CHARS)}" is one word too many.`);
    }
    return { command, id, json: values.json ?? false };
  } catch (error) {
    throw error instanceof CommandError
      ? error
      : usage(error instanceof Error ? error.message : String(error));
  }
}

const unknown = (id: string) =>
  new CommandError(
    `There is no sandbox and no session "${oneLine(id, MAX_CELL_CHARS)}". npm run sandboxes -- list shows all.`,
  );

async function inLab(command: Command, id: string, lab: RunningLab): Promise<Answer> {
  if (command === "stop") {
    if (!(await lab.stop(id))) throw unknown(id);
    return {
      json: { stopped: id },
      text: `${oneLine(id, MAX_CELL_CHARS)} is stopped. Its learner was told.\n`,
    };
  }
  const { at, sandboxes, queue, maxSandboxes } = await lab.status();
  if (command === "inspect") {
    const found = sandboxes.find(({ sandbox, session }) => sandbox === id || session === id);
    if (found === undefined) throw unknown(id);
    return { json: found, text: facts(found) };
  }
  const summary = `${sandboxes.length} of ${maxSandboxes}; ${queue.beingMade} being made, ${queue.waiting} waiting.`;
  return {
    json: { lab: lab.url, queue, sandboxes },
    text: `${table(
      HEADINGS,
      sandboxes.map((one) => row(one, at)),
    )}${summary}\n`,
  };
}

async function withoutLab(command: Command, id: string, parts: SandboxesParts): Promise<Answer> {
  if (command === "inspect")
    throw new CommandError("No lab runs, so there is nothing to ask. Start it: npm start");
  const driver = await parts.openDriver();
  try {
    const left = await driver.list();
    if (command === "stop") {
      const found = left.find((one) => one.id === id || one.owner === id);
      if (found === undefined) throw unknown(id);
      await driver.remove(found.id);
      return { json: { stopped: found.id }, text: `${found.id} is removed. No lab runs.\n` };
    }
    return { json: { lab: null, sandboxes: left.map(leftBehind) }, text: leftText(left) };
  } finally {
    await driver.close();
  }
}

const leftBehind = ({ id, owner, createdAt }: SandboxSummary) => ({
  sandbox: id,
  session: owner,
  createdAt: createdAt.toISOString(),
});

function leftText(left: readonly SandboxSummary[]): string {
  if (left.length === 0) return "No lab runs, and none has left a sandbox behind.\n";
  const rows = left.map(({ id, owner, createdAt }) => [id, owner, createdAt.toISOString()]);
  return `No lab runs. These sandboxes wait for the next start, which takes them up or removes them:\n${table(["SANDBOX", "SESSION", "MADE"], rows)}`;
}

const HEADINGS = ["SANDBOX", "LEARNER", "LESSON", "STATE", "AGE", "LEFT", "MEMORY", "TERMINALS", "SESSION"];

const minutes = (from: string, to: string): string =>
  `${Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))} min`;

const memory = ({ use }: SandboxStatus): string =>
  use === null ? "-" : `${Math.round(use.memoryBytes / 1e6)} MB`;

const row = (one: SandboxStatus, at: string): string[] => [
  one.sandbox ?? "-",
  one.watched ? one.learner : `${one.learner} (away)`,
  one.lesson,
  one.state,
  minutes(one.createdAt, at),
  minutes(at, one.expiresAt),
  memory(one),
  String(one.terminals),
  one.session,
];

function facts(one: SandboxStatus): string {
  const lines: Readonly<Record<string, string>> = {
    sandbox: one.sandbox ?? "none",
    session: one.session,
    learner: one.learner,
    lesson: one.lesson,
    state: one.detail === "" ? one.state : `${one.state}: ${one.detail}`,
    "in view": one.watched ? "yes" : "no",
    made: one.createdAt,
    "ends at": one.expiresAt,
    terminals: String(one.terminals),
    memory: memory(one),
    "cpu time": one.use === null ? "-" : `${one.use.cpuSeconds.toFixed(1)} s`,
    processes: one.use === null ? "-" : String(one.use.processes),
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name.padEnd(10)} ${oneLine(value, 2 * MAX_CELL_CHARS)}\n`)
    .join("");
}

/** In columns. What a sandbox had a say in cannot move the cursor. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((cells) => cells.map((cell) => oneLine(cell, MAX_CELL_CHARS)));
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map(
      (cells) =>
        `${cells
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
