import type { EngineClient } from "../sandbox/engine-client.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { EngineEvent, parseReply } from "./engine-replies.ts";

/** The engine keeps its last 256 events; more than this comes from something that is no engine. */
const MAX_EVENTS = 1000;
const READ_MS = 5000;
/** The engine ends the stream at this time: a little ahead, so that the event that made us look is among them. */
const UNTIL_AHEAD_MS = 5;

/** What the engine remembers and these filters of its API let through, the oldest first. */
export function readEngineEvents(
  engine: EngineClient,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<EngineEvent[]> {
  const query = new URLSearchParams({
    since: "0",
    until: ((Date.now() + UNTIL_AHEAD_MS) / 1000).toFixed(3),
    filters: JSON.stringify(filters),
  });
  return new Promise((resolve, reject) => {
    const events: EngineEvent[] = [];
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      subscription?.dispose();
      settle();
    };
    const refuse = (code: "timed-out" | "engine-unreachable", detail: string) =>
      finish(() => reject(unreadable(code, detail)));
    const timer = setTimeout(() => refuse("timed-out", `no end of events within ${READ_MS} ms`), READ_MS);
    let subscription: { dispose(): void } | undefined;
    subscription = engine.follow(
      `/events?${query}`,
      (event) => {
        try {
          events.push(parseReply(EngineEvent, event));
        } catch (error) {
          finish(() => reject(error));
          return;
        }
        if (events.length > MAX_EVENTS) refuse("engine-unreachable", `more than ${MAX_EVENTS} events`);
      },
      (error) => finish(() => (error ? reject(error) : resolve(events))),
    );
  });
}

/** The name of what it happened to, at the time of the event. */
export function nameOf(event: EngineEvent): string | undefined {
  return event.Actor.Attributes.name;
}

/** `exec_start: sh -c ls` -> `exec_start` */
export function actionOf({ Action }: EngineEvent): string {
  return Action.split(":", 1)[0] ?? "";
}

function unreadable(code: "timed-out" | "engine-unreachable", detail: string): SandboxError {
  return new SandboxError({
    code,
    learnerMessage: "Your Docker Engine's memory of what happened cannot be read. Look again in a moment.",
    detail: `engine events: ${detail}`,
  });
}
