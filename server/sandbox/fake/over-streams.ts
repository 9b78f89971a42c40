import { type Duplex, duplexPair } from "node:stream";
import type { Sandbox, SandboxDriver, Terminal } from "../driver.ts";
import { byteNumber, FrameReader, type GuestFrame, guestFrame } from "../podman/guest-frames.ts";
import type { StreamedDriver, StreamedSandbox } from "../streamed-driver.ts";

/** Puts a driver whose terminals are objects behind streams, so that another process can use it. */
export function overStreams(driver: SandboxDriver): StreamedDriver {
  return {
    create: async (spec, onPhase) => streamed(await driver.create(spec, onPhase)),
    async resume(id) {
      const sandbox = await driver.resume(id);
      return sandbox && streamed(sandbox);
    },
    prepare: (images) => driver.prepare(images),
    list: () => driver.list(),
    remove: (id) => driver.remove(id),
    close: () => driver.close(),
  };
}

function streamed(sandbox: Sandbox): StreamedSandbox {
  const { openTerminal, attachTerminal, ...rest } = sandbox;
  const keeperOf = (name: string) => keep((from) => attachTerminal(name, from));
  return {
    ...rest,
    async openShell(size, name) {
      (await openTerminal(size, name)).detach();
      return keeperOf(name);
    },
    async reachShell(name) {
      await sandbox.exec(["true"]);
      return keeperOf(name);
    },
  };
}

/** The stream of a keeper that holds the terminal which `attach` gives; it ends at once when there is none. */
function keep(attach: (from: number) => Promise<Terminal | undefined>): Duplex {
  const [near, far] = duplexPair();
  const frames = new FrameReader();
  let terminal: Terminal | undefined;

  async function greet(from: number): Promise<void> {
    terminal = await attach(from);
    if (terminal === undefined) {
      near.destroy();
      return;
    }
    near.write(guestFrame("W", byteNumber(terminal.firstByte)));
    terminal.onData((data) => {
      if (!near.writable || near.write(guestFrame("O", Buffer.from(data)))) return;
      terminal?.pause();
      near.once("drain", () => terminal?.resume());
    });
    terminal.onExit(({ exitCode }) => {
      const code = Buffer.alloc(4);
      code.writeInt32BE(exitCode);
      near.end(guestFrame("X", code));
    });
  }

  function take({ letter, payload }: GuestFrame): void {
    if (letter === "H") void greet(Number(payload.readBigUInt64BE()));
    else if (letter === "I") terminal?.write(payload.toString("utf8"));
    else if (letter === "A") terminal?.acknowledge(Number(payload.readBigUInt64BE()));
    else if (letter === "S")
      terminal?.resize({ cols: payload.readUInt16BE(0), rows: payload.readUInt16BE(2) });
    else if (letter === "K") terminal?.kill();
    else if (letter === "Q") {
      void terminal?.foreground().then((name) => near.write(guestFrame("F", Buffer.from(name))));
    }
  }

  near.on("data", (piece: Buffer) => {
    for (const frame of frames.read(piece)) take(frame);
  });
  near.on("error", () => {});
  near.once("close", () => terminal?.detach());
  return far;
}
