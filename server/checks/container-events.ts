import type { EngineClient } from "../sandbox/engine-client.ts";
import { nameOf, readEngineEvents } from "./engine-events.ts";
import type { EngineEvent } from "./engine-replies.ts";

/** What the engine remembers of containers of this name, the oldest first. */
export async function readContainerEvents(engine: EngineClient, name: string): Promise<EngineEvent[]> {
  const events = await readEngineEvents(engine, { type: ["container"], container: [name] });
  return events.filter((event) => nameOf(event) === name);
}

/** `die` carries it; `undefined` where the engine did not say. */
export function exitCodeOf(event: EngineEvent): number | undefined {
  const code = Number(event.Actor.Attributes.exitCode ?? Number.NaN);
  return Number.isInteger(code) ? code : undefined;
}
