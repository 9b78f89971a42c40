import { stat } from "node:fs/promises";
import path from "node:path";
import type { LearnerId, TerminalId } from "../../protocol/ids.ts";
import type { IsOpen } from "./disk-recordings.ts";
import { isLearnerFolder, namesIn, readTab, sessionFolder, terminalsIn } from "./recording-files.ts";

/** A small file takes this much of the disk all the same. Bytes. */
const BLOCK_BYTES = 4096;

/** A recording that lies on the disk, with what decides how long. Times are milliseconds since 1970. */
export interface KeptRecording {
  readonly learnerId: LearnerId;
  readonly sessionId: string;
  readonly terminalId: TerminalId;
  /** The session's. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Numbers of its pieces, oldest first. */
  readonly pieces: readonly number[];
  readonly name: string | undefined;
  /** Room that its files take. */
  readonly bytes: number;
  /** Of its output. */
  readonly lastWritten: number;
  /** When its terminal ended; `undefined` = it is open. */
  readonly endedAt: number | undefined;
}

/** Learners of whom there are recordings. */
export const learnersIn = async (root: string): Promise<LearnerId[]> =>
  (await namesIn(root)).filter(isLearnerFolder);

/** Sessions of a learner of which there are recordings. */
export const sessionsOf = (root: string, learnerId: LearnerId): Promise<string[]> =>
  namesIn(path.join(root, learnerId));

/** Recordings of one session's terminals. Those that go meanwhile are left out. */
export async function recordingsIn(
  root: string,
  session: { learnerId: LearnerId; id: string },
  isOpen: IsOpen,
): Promise<KeptRecording[]> {
  const folder = sessionFolder(root, session);
  const found: KeptRecording[] = [];
  for (const [terminalId, { names, pieces }] of await terminalsIn(folder)) {
    const present = await factsOf(folder, names);
    if (present.length === 0) continue;
    const output = present.filter(({ name }) => name.endsWith(".cast"));
    const lastWritten = Math.max(...(output.length > 0 ? output : present).map(({ mtimeMs }) => mtimeMs));
    const tab = await readTab(folder, terminalId);
    found.push({
      learnerId: session.learnerId,
      sessionId: session.id,
      terminalId,
      folder,
      files: names.map((name) => path.join(folder, name)),
      pieces,
      name: tab?.name,
      bytes: present.reduce((sum, { size }) => sum + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES, 0),
      lastWritten,
      endedAt: isOpen(session.id, terminalId)
        ? undefined
        : tab?.endedAt === undefined
          ? lastWritten
          : Date.parse(tab.endedAt),
    });
  }
  return found;
}

async function factsOf(folder: string, names: readonly string[]) {
  const facts = await Promise.all(
    names.map(async (name) => {
      const found = await stat(path.join(folder, name)).catch(() => undefined);
      return found && { name, size: found.size, mtimeMs: found.mtimeMs };
    }),
  );
  return facts.filter((each) => each !== undefined);
}
