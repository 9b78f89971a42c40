import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";

/** For one image: from the mirror it takes a second or two, on a busy host some more. */
const IMAGE_MS = 30_000;
/** What an engine says goes into the log as the learner's own words: cut short. */
const SAID_LENGTH = 200;

export interface FetchAheadParts {
  readonly sandbox: Pick<Sandbox, "exec">;
  readonly engine: Pick<EngineClient, "get">;
  /** Names as a learner types them. */
  readonly images: readonly string[];
  /** Nothing more is to be fetched, and what then fails is nobody's fault. */
  readonly signal: AbortSignal;
  /** An operator's line. */
  readonly log: (message: string, error: unknown) => void;
}

/**
 * Fetches images into a machine, one after another, before its learner needs them. What is there is left alone. Never
 * rejects, and ends with the first that fails: a learner's own command fetches what is missing.
 */
export async function fetchAhead({ sandbox, engine, images, signal, log }: FetchAheadParts): Promise<void> {
  for (const image of images) {
    try {
      if (signal.aborted) return;
      if ((await engine.get(`/images/${image}/json`)) !== undefined) continue;
      if (signal.aborted) return;
      const pull = ["nice", "docker", "pull", "--quiet", image];
      const { exitCode, stderr } = await sandbox.exec(pull, { user: "root", timeoutMs: IMAGE_MS });
      if (exitCode !== 0)
        throw new Error(`docker pull ended with ${exitCode}: ${stderr.slice(0, SAID_LENGTH)}`);
    } catch (error) {
      if (!signal.aborted) log(`image ${image} could not be fetched ahead`, error);
      return;
    }
  }
}
