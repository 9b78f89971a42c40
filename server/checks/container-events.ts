import type { EngineClient } from "../sandbox/engine-client.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { ContainerEvent, parseReply } from "./engine-replies.ts";

/** The engine keeps its last 256 events; more than this comes from something that is no engine. */
const MAX_EVENTS = 1000;
const READ_MS = 5000;
/** The engine ends the stream at this time: a little ahead, so that the event that made us look is among them. */
const UNTIL_AHEAD_MS = 5;

/** What the engine remembers of containers of this name, the oldest first. */
export function readContainerEvents(engine: EngineClient, name: string): Promise<ContainerEvent[]> {
  const query = new URLSearchParams({
    since: "0",
    until: ((Date.now() + UNTIL_AHEAD_MS) / 1000).toFixed(3),
    filters: JSON.stringify({ type: ["container"], container: [name] }),
  });
  return new Promise((resolve, reject) => {
    const events: ContainerEvent[] = [];
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
          events.push(parseReply(ContainerEvent, event));
        } catch (error) {
          finish(() => reject(error));
          return;
        }
        if (events.length > MAX_EVENTS) refuse("engine-unreachable", `more than ${MAX_EVENTS} events`);
      },
      (error) =>
        finish(() => (error ? reject(error) : resolve(events.filter((event) => nameOf(event) === name)))),
    );
  });
}

/** The container's name at the time of the event. */
function nameOf(event: ContainerEvent): string | undefined {
  return event.Actor.Attributes.name;
}

/** `die` carries it; `undefined` where the engine did not say. */
export function exitCodeOf(event: ContainerEvent): number | undefined {
  const code = Number(event.Actor.Attributes.exitCode ?? Number.NaN);
  return Number.isInteger(code) ? code : undefined;
}

function unreadable(code: "timed-out" | "engine-unreachable", detail: string): SandboxError {
  return new SandboxError({
    code,
    learnerMessage: "Your Docker Engine's memory of what happened cannot be read. Look again in a moment.",
    detail: `engine events: ${detail}`,
  });
}
