import { z } from "zod";
import type { MachineFacts } from "../protocol/session-state.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";

/** The engine's own words are the learner's: cut short. */
const Words = z
  .string()
  .transform((text) => text.slice(0, 60))
  .catch("unknown");
const EngineInfo = z.object({ OperatingSystem: Words, ServerVersion: Words, Name: Words });

/** What a machine is made of, as its own engine tells it; `unknown` where it does not. Never rejects. */
export async function machineFacts(sandbox: Sandbox, engine: EngineClient): Promise<MachineFacts> {
  const info = EngineInfo.parse((await engine.get("/info").catch(() => undefined)) ?? {});
  return {
    hostname: info.Name,
    operatingSystem: info.OperatingSystem,
    engineVersion: info.ServerVersion,
    ...sandbox.limits,
  };
}
