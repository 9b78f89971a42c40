import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type LearnerId, LessonId, type TerminalId, TrackId } from "../../protocol/ids.ts";
import { Screen } from "../screen/screen.ts";
import type { DrawnScreen } from "../terminal-history.ts";

/**
 * Where recordings lie: `FOLDER/LEARNER/SESSION/`. In it `session.json`, and of each terminal
 * - `t7.000001.cast`, ...: its pieces, in order
 * - `t7.screen.json`: how it looked at one of the numbers that they hold
 * - `t7.tab.json`: its name, its place in the row while it is open, and when it ended
 */
const TERMINAL_FILE = /^(t\d{1,6})\.(?:(\d{6})\.cast|screen\.json|tab\.json)$/;
const LEARNER_FOLDER = /^[0-9a-f]{32}$/;

const ScreenFile = z.strictObject({ seq: z.int().min(0), screen: Screen });

const TabFile = z.strictObject({
  name: z.string(),
  place: z.int().min(0).optional(),
  /** ISO 8601. */
  endedAt: z.iso.datetime().optional(),
});
export type TabFile = z.infer<typeof TabFile>;

const SessionFile = z.strictObject({ trackId: TrackId, lessonId: LessonId });
export type SessionFile = z.infer<typeof SessionFile>;

export const sessionFolder = (folder: string, session: { learnerId: LearnerId; id: string }) =>
  path.join(folder, path.basename(session.learnerId), path.basename(session.id));
export const sessionFile = (folder: string) => path.join(folder, "session.json");
export const screenFile = (folder: string, id: TerminalId) => path.join(folder, `${id}.screen.json`);
export const tabFile = (folder: string, id: TerminalId) => path.join(folder, `${id}.tab.json`);
export const pieceFile = (folder: string, id: TerminalId, number: number) =>
  path.join(folder, `${id}.${String(number).padStart(6, "0")}.cast`);

export const isLearnerFolder = (name: string): name is LearnerId => LEARNER_FOLDER.test(name);

/** Names in a folder; none when there is no such folder. */
export const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** A terminal's files in its session's folder. */
export interface TerminalFiles {
  readonly names: readonly string[];
  /** Numbers of its pieces, oldest first. */
  readonly pieces: readonly number[];
}

export async function terminalsIn(folder: string): Promise<ReadonlyMap<TerminalId, TerminalFiles>> {
  const found = new Map<TerminalId, { names: string[]; pieces: number[] }>();
  for (const name of (await namesIn(folder)).sort()) {
    const [, id, piece] = TERMINAL_FILE.exec(name) ?? [];
    if (id === undefined) continue;
    const files = found.get(id as TerminalId) ?? { names: [], pieces: [] };
    files.names.push(name);
    if (piece !== undefined) files.pieces.push(Number(piece));
    found.set(id as TerminalId, files);
  }
  return found;
}

export const readScreen = (folder: string, id: TerminalId): Promise<DrawnScreen | undefined> =>
  readJson(screenFile(folder, id), ScreenFile);
export const readTab = (folder: string, id: TerminalId): Promise<TabFile | undefined> =>
  readJson(tabFile(folder, id), TabFile);
export const readSession = (folder: string): Promise<SessionFile | undefined> =>
  readJson(sessionFile(folder), SessionFile);

/** What does not read as it should counts as not there: a recording is shown as far as it goes. */
async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Appears whole, or the file stays what it was. */
export async function replaceFile(file: string, content: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
