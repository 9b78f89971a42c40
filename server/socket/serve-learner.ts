import type { TerminalId } from "../protocol/ids.ts";
import { takesBytes } from "../protocol/output-frames.ts";
import {
  AckOutput,
  CloseTerminal,
  MoveTerminal,
  NameTask,
  NameTerminal,
  Nothing,
  OpenSession,
  OpenTerminal,
  RenameTerminal,
  ResizeTerminal,
  SubmitAnswer,
  TerminalInput,
  type TerminalSize,
} from "../protocol/payloads.ts";
import { failure, ok, type ReplyError } from "../protocol/reply.ts";
import type { LiveTerminal } from "../sessions/live-terminal.ts";
import type { Viewer } from "../sessions/seat.ts";
import type { Session } from "../sessions/session.ts";
import { KEPT_CHARS } from "../sessions/terminal-history.ts";
import type { InputLedgers } from "./input-ledger.ts";
import { InputReceipts } from "./input-receipts.ts";
import type { LearnerBudget } from "./learner-budgets.ts";
import type { LearnerSocket, SocketParts } from "./learner-socket.ts";
import { type Edge, onMessage, onRequest } from "./on-valid.ts";
import { PlainChunk } from "./output-encoder.ts";

const NO_SESSION = failure("not-ready", "Open a lesson first: this connection has none.");
/** Where no machine can be had, the page still shows its questions. */
const NOT_OPENED = failure(
  "not-ready",
  "Your answer was not looked at: the lesson is not open on the server yet. Try again in a moment.",
);
const TERMINAL_ENDED: ReplyError = { code: "not-found", message: "This terminal has ended. Open a new one." };
const INPUT_REFUSED: ReplyError = {
  code: "too-many",
  message: "Too much was pasted at once: the rest was left out. Use a file instead.",
};
const REPLAYS_REFUSED = failure(
  "too-many",
  "This page asked for old output too often. Wait a minute, then reload it.",
);
const SUPERSEDED = failure("not-ready", "Another lesson was opened meanwhile on this connection.");
const NO_TASK = failure("not-found", "This lesson has no such task. Reload the page.");

/** Less output than this, such as echoes and lines of a build, is sent as text. UTF-16 units. */
const BULK_CHARS = 4 * 1024;

export interface LearnerParts extends SocketParts {
  /** Shared by all connections of the learner, those that are over included. */
  readonly budget: () => LearnerBudget;
  readonly ledgers: InputLedgers;
}

/** The terminal that a page asks for: by its id, by its name, or a new one. */
async function wantedTerminal(
  session: Session,
  {
    terminalId,
    name,
    size,
  }: { terminalId: TerminalId | undefined; name: string | undefined; size: TerminalSize },
): Promise<LiveTerminal | undefined> {
  if (terminalId !== undefined) return session.terminal(terminalId);
  return name === undefined ? session.openTerminal(size) : session.terminalNamed(name, size);
}

/** Plain ASCII, and so much that to send bytes is less work on either side. */
const isBulk = (data: string) => data.length >= BULK_CHARS && Buffer.byteLength(data) === data.length;

/** One socket of one learner: joins it to the session of the lesson it opens. */
export function serveLearner(socket: LearnerSocket, parts: LearnerParts): void {
  const { learnerId, address } = socket.data;
  const { budget, ledgers } = parts;
  const bytes = takesBytes(socket.handshake.auth);
  const viewers = new Map<TerminalId, Viewer>();
  const sources = new Map<TerminalId, string>();
  const receipts = new InputReceipts<TerminalId>((terminalId, taken) =>
    socket.emit("terminal:taken", { terminalId, taken }),
  );
  let wanted: OpenSession | undefined;
  let joined: { session: Session; lesson: OpenSession; subscription: { dispose(): void } } | undefined;

  const refuse = (error: ReplyError) => {
    parts.observer?.refused(error.code);
    socket.emit("refused", error);
  };
  const edge: Edge = {
    log: parts.log,
    refuse,
    mayAsk: () => budget().requests.spend(1),
    replied(request) {
      parts.observer?.replied(request.outcome);
      parts.onReplied?.(request);
    },
  };

  function leave(): void {
    if (joined === undefined) return;
    joined.subscription.dispose();
    for (const viewer of viewers.values()) joined.session.detachEverywhere(viewer);
    viewers.clear();
    sources.clear();
    receipts.clear();
    joined = undefined;
  }

  function viewerOf(terminalId: TerminalId): Viewer {
    const present = viewers.get(terminalId);
    if (present !== undefined) return present;
    const viewer: Viewer = {
      send: (piece) => {
        const chunk = { terminalId, ...piece, ...receipts.settle(terminalId) };
        socket.emit("terminal:output", bytes && isBulk(piece.data) ? new PlainChunk(chunk) : chunk);
      },
      shared: (share) => socket.emit("terminal:shared", { terminalId, ...share }),
      exited: (exitCode) => socket.emit("terminal:exit", { terminalId, exitCode }),
    };
    viewers.set(terminalId, viewer);
    return viewer;
  }

  /** The terminal only if this socket has opened it: input to one that it does not see is refused. */
  function seen(terminalId: TerminalId) {
    const viewer = viewers.get(terminalId);
    const terminal = joined?.session.terminal(terminalId);
    return viewer === undefined || terminal === undefined ? undefined : { viewer, terminal };
  }

  socket.on(
    "session:open",
    onRequest("session:open", OpenSession, edge, async (lesson) => {
      wanted = lesson;
      const session = await parts.registry.open(learnerId, lesson.trackId, lesson.lessonId, address);
      const changed = wanted.trackId !== lesson.trackId || wanted.lessonId !== lesson.lessonId;
      if (changed || !socket.connected) return SUPERSEDED;
      leave();
      const subscription = session.subscribe({
        onState: (state) => socket.emit("session:state", state),
        onTask: (task) => socket.emit("task:state", task),
        onNotices: (notices) => socket.emit("session:notices", notices),
        onTerminals: (terminals, closed) =>
          socket.emit("terminals:changed", { terminals, ...(closed !== undefined && { closed }) }),
      });
      joined = { session, lesson, subscription };
      // Looked up first: news that is sent meanwhile must not be older than the snapshot that follows it.
      const [tasks, keptAt] = await Promise.all([session.tasks(), session.filesKeptAt()]);
      const { state, terminals, notices } = session;
      const kept = keptAt && { filesKeptAt: keptAt.toISOString() };
      return ok({ state, tasks, terminals, notices, ...kept });
    }),
  );

  socket.on(
    "session:extend",
    onRequest("session:extend", Nothing, edge, async () =>
      joined === undefined ? NO_SESSION : ok(await joined.session.extend()),
    ),
  );

  socket.on(
    "session:reset",
    onRequest("session:reset", Nothing, edge, async () =>
      joined === undefined ? NO_SESSION : ok(await parts.registry.reset(joined.session, address)),
    ),
  );

  socket.on(
    "session:tidy",
    onRequest("session:tidy", Nothing, edge, async () => {
      if (joined === undefined) return NO_SESSION;
      await joined.session.tidyUp();
      return ok(null);
    }),
  );

  socket.on(
    "files:bring",
    onRequest("files:bring", Nothing, edge, async () => {
      if (joined === undefined) return NO_SESSION;
      await joined.session.bringFiles();
      return ok(null);
    }),
  );

  socket.on(
    "files:forget",
    onRequest("files:forget", Nothing, edge, async () => {
      if (joined === undefined) return NO_SESSION;
      await joined.session.forgetFiles();
      return ok(null);
    }),
  );

  socket.on(
    "terminal:open",
    onRequest(
      "terminal:open",
      OpenTerminal,
      edge,
      async ({ terminalId, name, size, visible = true, fromSeq = 0, source = socket.id }) => {
        if (joined === undefined) return NO_SESSION;
        const { session } = joined;
        const terminal = await wantedTerminal(session, { terminalId, name, size });
        if (terminal === undefined || joined?.session !== session)
          return { ok: false, error: TERMINAL_ENDED };
        if (!budget().replays.spend(Math.min(KEPT_CHARS, Math.max(0, terminal.end - fromSeq))))
          return REPLAYS_REFUSED;
        const viewer = viewerOf(terminal.id);
        terminal.makeRoom(viewer, { size, visible });
        sources.set(terminal.id, source);
        const replay = await terminal.attach(viewer, fromSeq);
        // A page that has left meanwhile must not take the input of one that came after it.
        if (viewers.get(terminal.id) !== viewer) return { ok: false, error: TERMINAL_ENDED };
        return ok({
          terminalId: terminal.id,
          replay,
          share: terminal.shareOf(viewer),
          taken: ledgers.of(terminal).claim(source, viewer),
        });
      },
    ),
  );

  socket.on(
    "terminal:close",
    onRequest("terminal:close", CloseTerminal, edge, async ({ terminalId, force = false }) =>
      ok({ running: (await joined?.session.closeTerminal(terminalId, force)) ?? "" }),
    ),
  );

  socket.on(
    "terminal:foreground",
    onRequest("terminal:foreground", NameTerminal, edge, async ({ terminalId }) => {
      const terminal = joined?.session.terminal(terminalId);
      await joined?.session.touch();
      return terminal === undefined
        ? { ok: false, error: TERMINAL_ENDED }
        : ok({ running: await terminal.foreground() });
    }),
  );

  socket.on(
    "terminal:rename",
    onRequest("terminal:rename", RenameTerminal, edge, async ({ terminalId, name }) =>
      joined?.session.renameTerminal(terminalId, name) ? ok(null) : { ok: false, error: TERMINAL_ENDED },
    ),
  );

  socket.on(
    "terminal:move",
    onRequest("terminal:move", MoveTerminal, edge, async ({ terminalId, to }) =>
      joined?.session.moveTerminal(terminalId, to) ? ok(null) : { ok: false, error: TERMINAL_ENDED },
    ),
  );

  socket.on(
    "terminal:input",
    onMessage("terminal:input", TerminalInput, edge, ({ terminalId, number, data }) => {
      const target = seen(terminalId);
      const source = sources.get(terminalId);
      if (target === undefined || source === undefined) {
        refuse(TERMINAL_ENDED);
        return;
      }
      const ledger = ledgers.of(target.terminal);
      const place = ledger.placeOf(source, target.viewer, number);
      // What follows a refused piece was told with it; what an older connection brings, the newer one sends again.
      if (place === "gap" || place === "superseded") return;
      if (place === "next") {
        if (!budget().input.spend(data.length)) {
          socket.emit("terminal:left-out", { terminalId, from: number });
          refuse(INPUT_REFUSED);
          return;
        }
        ledger.take(source, number);
        target.terminal.write(data, target.viewer);
      }
      receipts.owe(terminalId, ledger.upTo(source));
    }),
  );

  socket.on(
    "terminal:resize",
    onMessage("terminal:resize", ResizeTerminal, edge, ({ terminalId, size, visible = true }) => {
      const target = seen(terminalId);
      target?.terminal.makeRoom(target.viewer, { size, visible });
    }),
  );

  socket.on(
    "terminal:lead",
    onMessage("terminal:lead", NameTerminal, edge, ({ terminalId }) => {
      const target = seen(terminalId);
      target?.terminal.lead(target.viewer);
    }),
  );

  socket.on(
    "terminal:ack",
    onMessage("terminal:ack", AckOutput, edge, ({ terminalId, chars }) => {
      const target = seen(terminalId);
      target?.terminal.acknowledge(target.viewer, chars);
    }),
  );

  socket.on(
    "task:answer",
    onRequest("task:answer", SubmitAnswer, edge, async ({ taskId, answer }) => {
      if (joined === undefined) return NOT_OPENED;
      const state = await joined.session.look(taskId, answer);
      return state === undefined ? NO_TASK : ok(state);
    }),
  );

  socket.on(
    "task:check",
    onRequest("task:check", NameTask, edge, async ({ taskId }) => {
      if (joined === undefined) return NO_SESSION;
      const state = await joined.session.look(taskId);
      return state === undefined ? NO_TASK : ok(state);
    }),
  );

  socket.on(
    "task:solution",
    onRequest("task:solution", NameTask, edge, async ({ taskId }) => {
      if (joined === undefined) return NO_SESSION;
      const solution = parts.solutionOf(joined.lesson.trackId, joined.lesson.lessonId, taskId);
      return solution === undefined ? NO_TASK : ok(solution);
    }),
  );

  socket.on("disconnect", leave);
}
