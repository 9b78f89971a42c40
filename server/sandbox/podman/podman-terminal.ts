import type { Duplex } from "node:stream";
import type { Subscription, Terminal } from "../driver.ts";
import { byteNumber, FrameReader, type GuestFrame, guestFrame } from "./guest-frames.ts";
import { Utf8Cutter } from "./utf8-cutter.ts";

/** Largest piece of input in a frame: what is longer goes in several. */
const INPUT_BYTES = 16 * 1024;
/** A keeper that was killed cannot say how the shell ended; this is what bash says when a hang-up ended it. */
const CODE_WITHOUT_KEEPER = 129;
/** A keeper answers at once, or it is none. Milliseconds. */
const WELCOME_MS = 5_000;

/**
 * A shell held by its keeper inside the sandbox: says hello over a fresh connection and resolves when the keeper has
 * answered. Output waits for the first listener. A connection lost without an exit means that the keeper is gone, and
 * the shell with it, perhaps with the whole sandbox: `settled` resolves when one can ask which. Takes the socket over.
 */
export async function openPodmanTerminal(
  name: string,
  socket: Duplex,
  from: number,
  settled: () => Promise<void>,
): Promise<Terminal> {
  const frames = new FrameReader();
  const early: GuestFrame[] = [];
  socket.on("error", () => {});
  socket.write(guestFrame("H", byteNumber(from)));
  const firstByte = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(), WELCOME_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error(`the keeper of terminal ${name} does not answer`));
    });
    socket.on("data", function welcome(piece) {
      try {
        early.push(...frames.read(piece));
      } catch {
        socket.destroy();
        return;
      }
      const first = early.shift();
      if (first === undefined) return;
      if (first.letter !== "W" || first.payload.length !== 8) {
        socket.destroy();
        return;
      }
      clearTimeout(timer);
      socket.off("data", welcome);
      socket.pause();
      resolve(Number(first.payload.readBigUInt64BE()));
    });
  });
  return keptTerminal(name, socket, { frames, early, firstByte, settled });
}

function keptTerminal(
  name: string,
  socket: Duplex,
  begun: { frames: FrameReader; early: GuestFrame[]; firstByte: number; settled: () => Promise<void> },
): Terminal {
  const { frames, early, firstByte, settled } = begun;
  const dataListeners = new Set<(data: string, end: number) => void>();
  const exitListeners = new Set<(exit: { exitCode: number }) => void>();
  const asked: ((foreground: string) => void)[] = [];
  const text = new Utf8Cutter();
  let end = firstByte;
  let over = false;
  let listening = false;

  const send = (letter: string, payload?: Uint8Array) => {
    if (!over && socket.writable) socket.write(guestFrame(letter, payload));
  };
  const exit = (exitCode: number) => {
    if (over) return;
    over = true;
    for (const answer of asked.splice(0)) answer("");
    for (const listener of exitListeners) listener({ exitCode });
  };
  const take = ({ letter, payload }: GuestFrame) => {
    if (letter === "O") {
      end += payload.length;
      const data = text.decode(payload);
      if (data === "") return;
      for (const listener of dataListeners) listener(data, end - text.pending);
    } else if (letter === "F") {
      asked.shift()?.(payload.toString("utf8"));
    } else if (letter === "X" && payload.length === 4) {
      send("A", byteNumber(end));
      socket.end();
      exit(payload.readInt32BE());
    }
  };
  const lost = () => {
    if (!over) void settled().finally(() => exit(CODE_WITHOUT_KEEPER));
  };
  const listen = () => {
    for (const frame of early.splice(0)) take(frame);
    socket.on("data", (piece) => {
      try {
        for (const frame of frames.read(piece)) take(frame);
      } catch {
        socket.destroy();
      }
    });
    if (socket.destroyed) lost();
    else socket.once("close", lost);
    socket.resume();
  };

  /** What came early waits until all who listen at the start have said so. */
  function listened<T>(listeners: Set<T>, listener: T): Subscription {
    if (!listening) setImmediate(listen);
    listening = true;
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  }

  return {
    name,
    firstByte,
    write(data) {
      const bytes = Buffer.from(data);
      for (let at = 0; at < bytes.length; at += INPUT_BYTES) send("I", bytes.subarray(at, at + INPUT_BYTES));
    },
    resize({ cols, rows }) {
      const size = Buffer.alloc(4);
      size.writeUInt16BE(cols, 0);
      size.writeUInt16BE(rows, 2);
      send("S", size);
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    acknowledge: (upTo) => send("A", byteNumber(upTo)),
    foreground() {
      if (over) return Promise.resolve("");
      return new Promise((resolve) => {
        asked.push(resolve);
        send("Q");
      });
    },
    kill: () => send("K"),
    detach() {
      over = true;
      socket.destroy();
    },
    onData: (listener) => listened(dataListeners, listener),
    onExit: (listener) => listened(exitListeners, listener),
  };
}
