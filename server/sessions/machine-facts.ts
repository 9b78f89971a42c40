import { z } from "zod";
import type { MachineFacts } from "../protocol/session-state.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";

const UNKNOWN = "unknown";
/** The engine's own words are the learner's: cut short. */
const Words = z
  .string()
  .transform((text) => text.slice(0, 60))
  .catch(UNKNOWN);
const EngineInfo = z.object({ OperatingSystem: Words, ServerVersion: Words, Name: Words });
type EngineInfo = z.infer<typeof EngineInfo>;

/**
 * What machines are made of, as their own engines tell it. All of a lab are made of the same, so one that no learner
 * has had speaks for those after it: an engine starts two programs for its answer, while a learner waits for a prompt.
 */
export class MachineFactsReader {
  #untouched: EngineInfo | undefined;

  /** `unknown` where the engine does not tell. `untouched`: nobody has worked on this machine. Never rejects. */
  async read(
    sandbox: Sandbox,
    engine: EngineClient,
    { untouched }: { untouched: boolean },
  ): Promise<MachineFacts> {
    const info = (untouched && this.#untouched) || (await ask(engine));
    if (untouched && !Object.values(info).includes(UNKNOWN)) this.#untouched = info;
    return {
      hostname: info.Name,
      operatingSystem: info.OperatingSystem,
      engineVersion: info.ServerVersion,
      ...sandbox.limits,
    };
  }
}

async function ask(engine: EngineClient): Promise<EngineInfo> {
  return EngineInfo.parse((await engine.get("/info").catch(() => undefined)) ?? {});
}
