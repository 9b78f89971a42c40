import { mkdir } from "node:fs/promises";
import type { TerminalId } from "../../protocol/ids.ts";
import { DiskRecording } from "./disk-recording.ts";
import {
  readTab,
  replaceFile,
  sessionFile,
  sessionFolder,
  type TabFile,
  terminalsIn,
} from "./recording-files.ts";
import { restoreTerminal } from "./restore-terminal.ts";
import type {
  RecordedSession,
  RestoredTerminal,
  SessionRecordings,
  TerminalRecordings,
} from "./terminal-recordings.ts";

export interface DiskRecordingsParts {
  /** Absolute; made when the first recording begins. */
  readonly folder: string;
  readonly onError: (message: string, error: unknown) => void;
  /** A terminal is no more: there is one recording more that is kept and not needed. */
  readonly onEnded?: () => void;
  readonly now?: () => number;
}

/**
 * Tells recordings of open terminals, which are still written and must be there after a restart, from others. Without a
 * terminal: whether any of the session is open.
 */
export type IsOpen = (sessionId: string, terminalId?: TerminalId) => boolean;

/** Recordings as files; see `recording-files.ts`. */
export function diskRecordings(parts: DiskRecordingsParts): TerminalRecordings & { readonly isOpen: IsOpen } {
  const open = new Map<string, DiskRecording>();
  const keyOf = (sessionId: string, id: TerminalId) => `${sessionId}/${id}`;
  const openOf = (sessionId: string) =>
    [...open].filter(([key]) => key.startsWith(`${sessionId}/`)).map(([, recording]) => recording);
  return {
    isOpen: (sessionId, id) =>
      id === undefined ? openOf(sessionId).length > 0 : open.has(keyOf(sessionId, id)),
    of: (session, keeps = () => {}) =>
      recordingsOf(session, parts, {
        keeps,
        opened: (id, recording) => void open.set(keyOf(session.id, id), recording),
        ended(id) {
          open.delete(keyOf(session.id, id));
          parts.onEnded?.();
        },
        all: () => openOf(session.id),
      }),
  };
}

/** Recordings of one session's open terminals. */
interface OpenRecordings {
  keeps(isKept: boolean): void;
  opened(id: TerminalId, recording: DiskRecording): void;
  ended(id: TerminalId): void;
  all(): readonly DiskRecording[];
}

function recordingsOf(
  session: RecordedSession,
  { folder: root, onError, now = Date.now }: DiskRecordingsParts,
  open: OpenRecordings,
): SessionRecordings {
  const folder = sessionFolder(root, session);
  const { trackId, lessonId } = session;
  const unkept = new Set<TerminalId>();
  const keeps = (id: TerminalId, isKept: boolean) => {
    if (isKept) unkept.delete(id);
    else unkept.add(id);
    open.keeps(unkept.size === 0);
  };
  const factsOf = (id: TerminalId, safe: (end: number) => void) => ({
    folder,
    id,
    safe,
    keeps: (isKept: boolean) => keeps(id, isKept),
    ended() {
      if (unkept.has(id)) keeps(id, true);
      open.ended(id);
    },
    onError,
    now,
  });
  let described: Promise<void> | undefined;
  async function describe(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await replaceFile(sessionFile(folder), { trackId, lessonId });
  }
  return {
    begin({ id, size }, safe) {
      described ??= describe().catch((error) => {
        // With the next terminal it is tried again.
        described = undefined;
        onError(`session ${session.id}: its recordings will not be found again`, error);
      });
      const head = {
        version: 2 as const,
        width: size.cols,
        height: size.rows,
        timestamp: now() / 1000,
        slipway: { seq: 0, byte: 0 },
      };
      const place = { head, number: 1, chars: 0, begun: [], screenAt: 1 };
      const recording = new DiskRecording(factsOf(id, safe), place);
      open.opened(id, recording);
      return recording;
    },
    async restore(safe) {
      const present = await terminalsIn(folder);
      const wereOpen: { id: TerminalId; pieces: readonly number[]; tab: TabFile | undefined }[] = [];
      for (const [id, { pieces }] of present) {
        const tab = await readTab(folder, id);
        if (tab?.endedAt === undefined) wereOpen.push({ id, pieces, tab });
      }
      const terminals: RestoredTerminal[] = [];
      for (const { id, pieces, tab } of wereOpen.sort(byPlace)) {
        const found = await restoreTerminal(
          factsOf(id, (end) => safe(id, end)),
          pieces,
          tab,
        );
        if (found === undefined) continue;
        open.opened(id, found.recording);
        terminals.push(found);
      }
      return { terminals, last: Math.max(0, ...[...present.keys()].map(numberOf)) };
    },
    async end() {
      await described;
      await Promise.all(open.all().map((recording) => recording.end()));
    },
  };
}

const numberOf = (id: TerminalId) => Number(id.slice(1));

/** Terminals are numbered in the order in which they are opened; that decides where no place was written down. */
function byPlace(
  a: { id: TerminalId; tab: TabFile | undefined },
  b: { id: TerminalId; tab: TabFile | undefined },
): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.tab?.place ?? last) - (b.tab?.place ?? last) || numberOf(a.id) - numberOf(b.id);
}
