import type { IncomingMessage } from "node:http";
import { StringDecoder } from "node:string_decoder";

/** The engine's longest event, a container with many labels, takes a few kB. */
const MAX_EVENT_CHARS = 64 * 1024;
/** What a learner's loop of `docker run` causes is below 50; beyond this the engine is made to wait. */
const MAX_EVENTS_PER_SECOND = 500;
const SECOND_MS = 1000;

/**
 * Reads newline-delimited JSON until disposed, cut off or broken. Events beyond the rate are not lost: reading
 * pauses until the next second, and the peer blocks on its own connection. `close` ends the connection.
 */
export function followEvents(
  opened: Promise<IncomingMessage>,
  close: () => void,
  onEvent: (event: unknown) => void,
  onEnd: (error?: Error) => void,
): { dispose(): void } {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  let budget = MAX_EVENTS_PER_SECOND;
  let over = false;
  let refill: NodeJS.Timeout | undefined;

  const stop = () => {
    over = true;
    clearTimeout(refill);
    close();
  };
  const end = (error?: Error) => {
    if (over) return;
    stop();
    onEnd(error);
  };

  const deliver = (response: IncomingMessage) => {
    let start = 0;
    for (let newline = pending.indexOf("\n"); newline !== -1 && budget > 0 && !over; ) {
      const line = pending.slice(start, newline);
      start = newline + 1;
      newline = pending.indexOf("\n", start);
      if (line.length > MAX_EVENT_CHARS) return end(new Error("engine sent an event that is too long"));
      if (line.trim() === "") continue;
      budget -= 1;
      const event = parse(line);
      if (event === undefined) return end(new Error("engine sent an event that is not JSON"));
      onEvent(event);
    }
    pending = pending.slice(start);
    if (over) return;
    if (budget === 0) {
      response.pause();
      return;
    }
    if (pending.length > MAX_EVENT_CHARS) end(new Error("engine sent an event that is too long"));
  };

  const refillEachSecond = (response: IncomingMessage) => {
    refill = setTimeout(() => {
      const waits = budget === 0;
      budget = MAX_EVENTS_PER_SECOND;
      refillEachSecond(response);
      if (!waits) return;
      deliver(response);
      if (budget > 0 && !over) response.resume();
    }, SECOND_MS);
    refill.unref();
  };

  opened.then(
    (response) => {
      if (over) return;
      response.on("data", (chunk: Buffer) => {
        if (over) return;
        pending += decoder.write(chunk);
        deliver(response);
      });
      response.on("error", end);
      response.on("end", () => end());
      response.on("close", () => end());
      refillEachSecond(response);
    },
    (error: Error) => end(error),
  );
  return { dispose: stop };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
