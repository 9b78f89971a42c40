import { setTimeout as delay } from "node:timers/promises";
import type { Line } from "./line.ts";

/** A line is emptied before it can wrap. */
const LINE_KEYS = 60;
/** The emptied line is drawn in one piece or two. Milliseconds. */
const DRAWN_MS = 30;

/**
 * Milliseconds from each of `count` keys, typed on an empty line, to its echo received. The next is typed once that is
 * there and asked for.
 */
export async function* echoes(line: Line, count: number): AsyncGenerator<number> {
  for (let index = 0; index < count; index++) {
    if (index > 0 && index % LINE_KEYS === 0) {
      const emptied = line.until(() => true);
      line.type("\x15");
      await emptied;
      await delay(DRAWN_MS);
    }
    yield echo(line, String.fromCharCode(97 + (index % 26)));
  }
}

/** Milliseconds from one key sent to its echo received. */
export async function echo(line: Line, key: string): Promise<number> {
  const echoed = line.until((text) => text.includes(key));
  const start = performance.now();
  line.type(key);
  return (await echoed) - start;
}
