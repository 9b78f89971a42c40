import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

const ALIVE = '{"alive":true}';
const SAY_EVERY_MS = 2_000;
/** Eight times the interval: a process that is only busy gets round to it. */
const SILENT_TIMES = 8;

/** Says on standard output, now and then, that this process still gets round to things. Never keeps it from ending. */
export function sayAlive(everyMs = SAY_EVERY_MS): void {
  const say = () => process.stdout.write(`${ALIVE}\n`);
  say();
  setInterval(say, everyMs).unref();
}

/**
 * Ends a child that has said that it is alive, and says so no more: it hangs, or was stopped. `onSilent` hears of it
 * first. One that never says anything is left alone.
 */
export function endWhenSilent(child: ChildProcess, onSilent: () => void, everyMs = SAY_EVERY_MS): void {
  if (child.stdout === null) return;
  let missed = 0;
  let timer: NodeJS.Timeout | undefined;
  // Counted, not timed: after a while in which we hung ourselves, what it said meanwhile comes first.
  const count = () => {
    missed += 1;
    if (missed < SILENT_TIMES) return;
    clearInterval(timer);
    onSilent();
    child.kill("SIGKILL");
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line !== ALIVE) return;
    missed = 0;
    timer ??= setInterval(count, everyMs).unref();
  });
  child.once("exit", () => clearInterval(timer));
}
