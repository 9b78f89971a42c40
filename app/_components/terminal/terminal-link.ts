import type { OpenedTerminal, OutputChunk, TerminalShare } from "../../../server/protocol/events.ts";
import type { TerminalId } from "../../../server/protocol/ids.ts";
import type { Reply, ReplyError } from "../../../server/protocol/reply.ts";
import { type LiveSocket, REPLY_TIMEOUT_MS } from "../../_lib/socket-client.ts";
import { takeNew } from "../../_lib/take-new.ts";
import { AckMeter } from "./ack-meter.ts";
import type { InputQueue } from "./input-queue.ts";
import { isSameRoom } from "./place-room.ts";
import type { Room, TerminalScreen } from "./terminal-screen.ts";

/** Packets that may wait in the socket before a long paste pauses. */
const MAX_PACKETS_WAITING = 8;

/** What a terminal of the page has of its shell, kept across reconnections. */
export interface TerminalMemory {
  terminalId: string | undefined;
  /** It is asked for by this name while it has no id. */
  readonly wanted?: string | undefined;
  /** Output written so far, in UTF-16 units since the shell began. */
  next: number;
  /** How many replays are being written right now. */
  replays: number;
  /** The page's name for what is typed here, by which the server knows what it has taken of it. */
  readonly source: string;
}

export type LinkEvent =
  | { readonly type: "opened"; readonly terminalId: string }
  | { readonly type: "shared"; readonly share: TerminalShare }
  | { readonly type: "ended"; readonly exitCode: number }
  | { readonly type: "failed"; readonly error: ReplyError };

interface LinkParts {
  readonly socket: LiveSocket;
  readonly screen: TerminalScreen;
  readonly memory: TerminalMemory;
  readonly input: InputQueue;
  readonly onEvent: (event: LinkEvent) => void;
  /** What was sent is not answered: the connection is dead. */
  readonly onSilence: () => void;
}

/** Joins a screen to its shell over one connection of the socket; the returned function lets go. */
export function linkTerminal({ socket, screen, memory, input, onEvent, onSilence }: LinkParts): () => void {
  let over = false;
  let opening = false;
  const acks = new AckMeter((chars) => {
    if (!over && memory.terminalId) {
      socket.emit("terminal:ack", { terminalId: memory.terminalId as TerminalId, chars });
    }
  });

  function sendRoom(room: Room): void {
    if (!over && !opening && memory.terminalId) {
      socket.emit("terminal:resize", { terminalId: memory.terminalId as TerminalId, ...room });
    }
  }

  function open(): void {
    opening = true;
    const room = screen.room();
    const fromSeq = memory.next;
    const request = {
      ...(memory.terminalId !== undefined
        ? { terminalId: memory.terminalId as TerminalId }
        : memory.wanted !== undefined && { name: memory.wanted }),
      ...room,
      fromSeq,
      source: memory.source,
    };
    // A callback, not a promise: output may follow the reply within the same turn.
    socket.timeout(REPLY_TIMEOUT_MS).emit("terminal:open", request, (error, reply) => {
      opening = false;
      if (over) return;
      if (error) onSilence();
      else opened(reply, room, fromSeq);
    });
  }

  function opened(reply: Reply<OpenedTerminal>, sentRoom: Room, fromSeq: number): void {
    if (!reply.ok) {
      onEvent({ type: "failed", error: reply.error });
      return;
    }
    memory.terminalId = reply.value.terminalId;
    if (!isSameRoom(screen.room(), sentRoom)) sendRoom(screen.room());
    writeReplay(reply.value, fromSeq);
    connectInput(reply.value);
    onEvent({ type: "opened", terminalId: reply.value.terminalId });
  }

  function writeReplay({ replay, share }: OpenedTerminal, fromSeq: number): void {
    memory.next = replay.seq + replay.data.length;
    const data = (replay.screen?.data ?? "") + replay.data;
    const written = () => {
      memory.replays -= 1;
      acks.add(data.length);
    };
    if (replay.screen !== undefined) {
      memory.replays += 1;
      screen.restore({ size: replay.screen.size, data }, written);
      takeShare(share);
      return;
    }
    // What was missed was printed at this size.
    takeShare(share);
    // Another start than asked for: what the screen shows is not what came before it.
    if (replay.seq !== fromSeq) screen.reset();
    if (data === "") return;
    memory.replays += 1;
    screen.write(data, written);
  }

  function takeShare(share: TerminalShare): void {
    screen.share(share);
    onEvent({ type: "shared", share });
  }

  function connectInput({ terminalId, taken }: OpenedTerminal): void {
    const id = terminalId as TerminalId;
    const line = {
      send: (number: number, data: string) => socket.emit("terminal:input", { terminalId: id, number, data }),
      isBusy: () => (socket.io.engine?.writeBuffer.length ?? 0) > MAX_PACKETS_WAITING,
      onSilence,
    };
    input.connect(line, taken);
  }

  function onOutput(chunk: OutputChunk): void {
    if (chunk.terminalId !== memory.terminalId) return;
    if (chunk.taken !== undefined) input.confirm(chunk.taken);
    if (opening) return;
    const taken = takeNew(memory.next, chunk);
    if (taken.kind === "gap") open();
    else if (taken.kind === "seen") acks.add(chunk.data.length);
    else {
      memory.next = taken.next;
      screen.write(taken.data, () => acks.add(chunk.data.length));
    }
  }

  function onShared({ terminalId, ...share }: TerminalShare & { terminalId: string }): void {
    // What comes while the terminal is opened again was meant for the opening before.
    if (terminalId === memory.terminalId && !opening) takeShare(share);
  }

  function onExit(exit: { terminalId: string; exitCode: number }): void {
    if (exit.terminalId === memory.terminalId) onEvent({ type: "ended", exitCode: exit.exitCode });
  }

  function onTaken(receipt: { terminalId: string; taken: number }): void {
    if (receipt.terminalId === memory.terminalId) input.confirm(receipt.taken);
  }

  function onLeftOut(refused: { terminalId: string; from: number }): void {
    if (refused.terminalId === memory.terminalId) input.leaveOut(refused.from);
  }

  const moved = screen.onRoom(sendRoom);
  document.addEventListener("visibilitychange", screen.fit);
  socket.on("terminal:output", onOutput);
  socket.on("terminal:shared", onShared);
  socket.on("terminal:exit", onExit);
  socket.on("terminal:taken", onTaken);
  socket.on("terminal:left-out", onLeftOut);
  input.expect();
  open();

  return () => {
    over = true;
    moved.dispose();
    screen.unshare();
    document.removeEventListener("visibilitychange", screen.fit);
    socket.off("terminal:output", onOutput);
    socket.off("terminal:shared", onShared);
    socket.off("terminal:exit", onExit);
    socket.off("terminal:taken", onTaken);
    socket.off("terminal:left-out", onLeftOut);
    acks.dispose();
    input.disconnect();
  };
}
