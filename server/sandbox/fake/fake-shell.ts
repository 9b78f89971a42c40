import type { TerminalSize } from "../../protocol/payloads.ts";
import type { Subscription, Terminal } from "../driver.ts";

/** A shell in memory. It outlives those who look at it, one at a time, as a real one does. */
export interface FakeShell {
  /** Takes the place of whoever looked before; output from byte `from` on, or the oldest not acknowledged. */
  attach(from: number): Terminal;
  kill(): void;
  onExit(listener: () => void): Subscription;
}

const PROMPT = "learner@lab:~$ ";
/** As much as a pty holds: what a real `yes` prints before it has to wait (pty(7)). */
const YES = "y\r\n".repeat(1365);
const CTRL_C = String.fromCharCode(3);
/** The keys that are not text; a paste between them is echoed in one piece. */
const KEYS = new RegExp(`(\r|${CTRL_C})`);
const COMMAND_ENDED = "\x1b]133;D;0\x07";

/**
 * A shell that echoes what is typed and knows `echo WORDS`, `size`, `flood N` (N lines), `yes` (lines until Ctrl-C),
 * `sleep` (nothing until Ctrl-C) and `exit CODE`. Output waits while paused, and arrives in the next turn of the event loop, as from a real pty.
 */
export function startFakeShell(name: string, initialSize: TerminalSize): FakeShell {
  const endListeners = new Set<() => void>();
  /** Printed and not acknowledged, each piece with the number of the byte after it. */
  const kept: { data: string; end: number }[] = [];
  let safe = 0;
  let printed = 0;
  let view: View | undefined;
  let size = initialSize;
  let line = "";
  let paused = false;
  let exited = false;
  let endless = false;
  let sleeping = false;
  const waiting: string[] = [];

  function print(text: string): void {
    waiting.push(text);
    setImmediate(flush);
  }
  function flush(): void {
    while (!paused && waiting.length > 0) {
      const data = waiting.shift() ?? "";
      printed += Buffer.byteLength(data);
      kept.push({ data, end: printed });
      view?.tell(data, printed);
    }
    if (endless && !paused && !exited) print(YES);
  }
  function end(exitCode: number): void {
    if (exited) return;
    exited = true;
    paused = false;
    setImmediate(() => {
      flush();
      for (const listener of endListeners) listener();
      view?.ended(exitCode);
    });
  }
  function run(command: string): void {
    const [name = "", ...words] = command.trim().split(" ");
    if (name === "exit") {
      end(Number(words[0] ?? 0));
      return;
    }
    if (name === "sleep") {
      sleeping = true;
      return;
    }
    if (name === "yes") {
      endless = true;
      return;
    }
    if (name === "echo") print(`${words.join(" ").replaceAll('"', "")}\r\n`);
    else if (name === "size") print(`${size.cols}x${size.rows}\r\n`);
    else if (name === "flood") for (let i = 0; i < Number(words[0]); i++) print(`${"x".repeat(98)}\r\n`);
    else if (name !== "") print(`bash: ${name}: command not found\r\n`);
    print(`${COMMAND_ENDED}${PROMPT}`);
  }
  function write(data: string): void {
    if (exited) return;
    for (const part of data.split(KEYS)) {
      if (part === "\r") {
        print("\r\n");
        const command = line;
        line = "";
        if (!sleeping) run(command);
      } else if (part === CTRL_C) {
        waiting.length = 0;
        endless = false;
        sleeping = false;
        line = "";
        print(`^C\r\n${PROMPT}`);
      } else if (part !== "") {
        line += part;
        print(part);
      }
    }
  }

  print(PROMPT);
  return {
    kill: () => end(129),
    onExit: (listener) => subscribe(endListeners, listener),
    attach(from) {
      view?.detach();
      const firstByte = Math.min(Math.max(from, safe), printed);
      const own = new View(kept.filter((piece) => piece.end > firstByte));
      view = own;
      return {
        name,
        firstByte,
        write,
        resize: (next) => {
          size = next;
        },
        pause: () => {
          paused = true;
        },
        resume: () => {
          paused = false;
          setImmediate(flush);
        },
        acknowledge: (upTo) => {
          safe = Math.max(safe, upTo);
          while (kept[0] !== undefined && kept[0].end <= safe) kept.shift();
        },
        foreground: async () => (endless ? "yes" : sleeping ? "sleep" : ""),
        kill: () => end(129),
        detach: () => own.detach(),
        onData: (listener) => own.onData(listener),
        onExit: (listener) => subscribe(own.exitListeners, listener),
      };
    },
  };
}

/** What one who looks at a shell is told. Output waits for the first listener. */
class View {
  readonly exitListeners = new Set<(exit: { exitCode: number }) => void>();
  readonly #dataListeners = new Set<(data: string, end: number) => void>();
  readonly #early: { data: string; end: number }[];
  #listening = false;
  #over = false;

  constructor(early: { data: string; end: number }[]) {
    this.#early = early;
  }

  tell(data: string, end: number): void {
    if (this.#over) return;
    if (!this.#listening) this.#early.push({ data, end });
    else for (const listener of this.#dataListeners) listener(data, end);
  }

  ended(exitCode: number): void {
    if (this.#over) return;
    this.#over = true;
    for (const listener of this.exitListeners) listener({ exitCode });
  }

  detach(): void {
    this.#over = true;
  }

  onData(listener: (data: string, end: number) => void): Subscription {
    const subscription = subscribe(this.#dataListeners, listener);
    if (!this.#listening) {
      setImmediate(() => {
        this.#listening = true;
        for (const { data, end } of this.#early.splice(0)) this.tell(data, end);
      });
    }
    return subscription;
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): Subscription {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}
