import type { EngineClient } from "./engine-client.ts";

/**
 * The same engine, for many who ask at once: what is asked twice within one turn of the event loop is asked once, and
 * the reply is given to all, who read it and change nothing. Nobody gets a reply from before their question: what is asked
 * in a turn is sent after it.
 */
export function askedOnce(engine: EngineClient): EngineClient {
  const thisTurn = new Map<string, Promise<unknown>>();
  return {
    get(path) {
      const asked = thisTurn.get(path);
      if (asked !== undefined) return asked;
      if (thisTurn.size === 0) setImmediate(() => thisTurn.clear());
      const reply = engine.get(path);
      thisTurn.set(path, reply);
      return reply;
    },
    follow: (path, onEvent, onEnd) => engine.follow(path, onEvent, onEnd),
  };
}
