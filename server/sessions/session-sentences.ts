import type { CheckResult } from "../protocol/check-result.ts";
import type { SessionState } from "../protocol/session-state.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** Why a machine is no longer there, when neither time nor a fault took it. */
const REMOVED = {
  closed:
    "This machine was removed to make room for the one you started in another lesson. Start a new one; your progress is kept.",
  stopped: "The operator of this lab stopped this machine. Start a new one; your progress is kept.",
};

/** While output cannot be written down. */
export const NOT_RECORDED =
  "The lab cannot write to its disk, so what your terminals print is not recorded. They go on as usual; only a restart of the lab would lose what was printed meanwhile. It is tried again by itself.";

/** What a check that found nothing says while the engine is looked after. */
export const ENGINE_AWAY: CheckResult = {
  status: "unavailable",
  code: "engine-unreachable",
  reason:
    "Your machine's Docker Engine does not answer at this moment. This is looked at again when it does.",
};

/** Its learner had to give it up. */
export const removedState = (reason: keyof typeof REMOVED): SessionState => ({
  status: "failed",
  code: "sandbox-gone",
  message: REMOVED[reason],
});

/** It could not be made, or did not last. */
export function failedState(error: unknown): SessionState {
  if (error instanceof SandboxError) {
    return { status: "failed", code: error.code, message: error.learnerMessage };
  }
  return {
    status: "failed",
    code: "internal",
    message: "Your machine did not start, for a reason the operator can find in the log. Try again.",
  };
}

export const machineStopped = ({ id }: Pick<Sandbox, "id">): SandboxError =>
  new SandboxError({
    code: "sandbox-gone",
    learnerMessage: "Your machine stopped: its first process ended. Start a new one; your progress is kept.",
    detail: `sandbox ${id} died`,
  });

/** Nothing can be done on a machine that is not there yet, or no more. */
export const notReady = ({ id, state }: { id: string; state: SessionState }): SandboxError =>
  new SandboxError({
    code: "not-ready",
    learnerMessage: "Your machine is not ready. Wait for it, or start a new one.",
    detail: `session ${id} is ${state.status}`,
  });
