import { type IPty, spawn } from "node-pty";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { Subscription, Terminal } from "../driver.ts";
import { RUNTIME_ENVIRONMENT } from "./host.ts";

/** node-pty may report the exit up to this many milliseconds before the last output has been read. */
const EXIT_DRAIN_MS = 100;

/**
 * A shell in a sandbox: the runtime's own `exec` on a pty, so that it stays in the sandbox's control groups.
 * `argv[0]` is the runtime.
 */
export function openPodmanTerminal(argv: readonly string[], size: TerminalSize): Terminal {
  const [file, ...args] = argv;
  if (file === undefined) throw new Error("invariant: a terminal needs a command");
  const pty: IPty = spawn(file, args, {
    name: "xterm-256color",
    cols: size.cols,
    rows: size.rows,
    env: RUNTIME_ENVIRONMENT,
    encoding: "utf8",
  });
  let exited = false;
  const whileAlive = (action: () => void) => {
    if (exited) return;
    try {
      action();
    } catch (error) {
      // The pty's file descriptor closes a moment before we hear of the exit.
      if (!(error instanceof Error && /EBADF|ESRCH|EIO/.test(error.message))) throw error;
    }
  };
  pty.onExit(() => {
    exited = true;
  });
  return {
    write: (data) => whileAlive(() => pty.write(data)),
    resize: ({ cols, rows }) => whileAlive(() => pty.resize(cols, rows)),
    pause: () => whileAlive(() => pty.pause()),
    resume: () => whileAlive(() => pty.resume()),
    kill: () => whileAlive(() => pty.kill("SIGHUP")),
    onData: (listener): Subscription => pty.onData(listener),
    onExit: (listener): Subscription =>
      pty.onExit(({ exitCode }) => {
        setTimeout(() => listener({ exitCode }), EXIT_DRAIN_MS);
      }),
  };
}
