import type { TerminalSize } from "../../protocol/payloads.ts";
import type { Subscription, Terminal } from "../driver.ts";

export type FakeTerminal = Terminal;

const PROMPT = "learner@lab:~$ ";
/** As much as a pty holds: what a real `yes` prints before it has to wait (pty(7)). */
const YES = "y\r\n".repeat(1365);
const CTRL_C = String.fromCharCode(3);
/** The keys that are not text; a paste between them is echoed in one piece. */
const KEYS = new RegExp(`(\r|${CTRL_C})`);
const COMMAND_ENDED = "\x1b]133;D;0\x07";

/**
 * A shell that echoes what is typed and knows `echo WORDS`, `size`, `flood N` (N lines), `yes` (lines until Ctrl-C)
 * and `exit CODE`. Output waits while paused, and arrives in the next turn of the event loop, as from a real pty.
 */
export function openFakeTerminal(initialSize: TerminalSize): FakeTerminal {
  const dataListeners = new Set<(data: string) => void>();
  const exitListeners = new Set<(exit: { exitCode: number }) => void>();
  let size = initialSize;
  let line = "";
  let paused = false;
  let exited = false;
  let endless = false;
  const waiting: string[] = [];

  function print(text: string): void {
    waiting.push(text);
    setImmediate(flush);
  }
  function flush(): void {
    while (!paused && waiting.length > 0) {
      const data = waiting.shift() ?? "";
      for (const listener of dataListeners) listener(data);
    }
    if (endless && !paused && !exited) print(YES);
  }
  function end(exitCode: number): void {
    if (exited) return;
    exited = true;
    paused = false;
    setImmediate(() => {
      flush();
      for (const listener of exitListeners) listener({ exitCode });
    });
  }
  function run(command: string): void {
    const [name = "", ...words] = command.trim().split(" ");
    if (name === "exit") {
      end(Number(words[0] ?? 0));
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
  function subscribe<T>(listeners: Set<T>, listener: T): Subscription {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  }

  print(PROMPT);
  return {
    write(data) {
      if (exited) return;
      for (const part of data.split(KEYS)) {
        if (part === "\r") {
          print("\r\n");
          const command = line;
          line = "";
          run(command);
        } else if (part === CTRL_C) {
          waiting.length = 0;
          endless = false;
          line = "";
          print(`^C\r\n${PROMPT}`);
        } else if (part !== "") {
          line += part;
          print(part);
        }
      }
    },
    resize(next) {
      size = next;
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      setImmediate(flush);
    },
    kill: () => end(129),
    onData: (listener) => subscribe(dataListeners, listener),
    onExit: (listener) => subscribe(exitListeners, listener),
  };
}
