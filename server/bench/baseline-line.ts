import WebSocket from "ws";
import type { Parser } from "./learner.ts";
import { Line } from "./line.ts";

/** A client of the bare server, see `terminal-baseline.ts`. */
export class BaselineLine extends Line {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket, parse: Parser) {
    super();
    this.#socket = socket;
    socket.on("message", (data) => {
      const text = String(data);
      parse(text, () => this.received(text, performance.now()));
    });
  }

  static async connect(port: string, parse: Parser = (_data, done) => done()): Promise<BaselineLine> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    const line = new BaselineLine(socket, parse);
    await line.until((text) => text.includes("$ "));
    return line;
  }

  type(data: string): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close();
  }
}
