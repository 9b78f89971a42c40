import type { CreatePhase, Sandbox, SandboxDriver, SandboxSpec } from "../sandbox/driver.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** Longest a machine may take: several times what a loaded host needs, so that no learner holds up the queue. */
const CREATE_DEADLINE_MS = 120_000;

/**
 * A new machine, or `timed-out`. One that comes after the deadline is destroyed: nobody waits for it any more. `onLate`
 * hears when that one fails.
 */
export async function createInTime(
  driver: SandboxDriver,
  spec: SandboxSpec,
  onPhase: (phase: CreatePhase) => void,
  onLate: (error: unknown) => void,
): Promise<Sandbox> {
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = (phase: CreatePhase) => {
    if (!late) onPhase(phase);
  };
  const creating = driver.create(spec, tell);
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      late = true;
      creating.then((sandbox) => sandbox.destroy()).catch(onLate);
      reject(
        new SandboxError({
          code: "timed-out",
          learnerMessage: "Your machine took too long to start, so it was given up. Try again.",
          detail: `owner ${spec.owner}: no sandbox within ${CREATE_DEADLINE_MS} ms`,
        }),
      );
    }, CREATE_DEADLINE_MS);
  });
  try {
    return await Promise.race([creating, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
