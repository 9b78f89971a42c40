import type { CheckResult } from "../protocol/check-result.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import type { Verdict } from "./verdict.ts";

/** What a check may look at. `answer` is what the learner typed, for kinds that ask. */
export interface CheckContext {
  readonly sandbox: Sandbox;
  readonly engine: EngineClient;
  readonly answer?: string;
}

/**
 * A question about a sandbox. `watches` says which news of the engine can change its answer, so that a run is
 * started only by what matters; a check that watches nothing of the engine is run when a command ends and by the
 * slow safety re-check.
 */
export interface Check {
  readonly watches: readonly EngineTopic[];
  /** Never throws for what a learner can cause: that is `not-yet` or `unavailable`. */
  run(context: CheckContext): Promise<CheckResult>;
  /** For a kind that needs nothing but the learner's answer: what `run` says, also where there is no machine. */
  readonly judge?: (answer: string) => Verdict;
}

/** Types of the Docker Engine's events. */
export type EngineTopic = "container" | "image" | "network" | "volume";
