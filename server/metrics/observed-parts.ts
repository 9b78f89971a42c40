import type { ProgressStore } from "../progress/progress-store.ts";
import type { CheckResult } from "../protocol/check-result.ts";
import type { RegistryParts } from "../sessions/session-registry.ts";

type RunCheck = RegistryParts["runCheck"];

/** The same way to run checks; each result is told with the milliseconds it took. */
export function observedChecks(
  runCheck: RunCheck,
  checked: (result: CheckResult["status"], milliseconds: number) => void,
): RunCheck {
  return async (...args) => {
    const begun = performance.now();
    const result = await runCheck(...args);
    checked(result.status, performance.now() - begun);
    return result;
  };
}

/** The same store; each pass that was written down is told. */
export function observedProgress(store: ProgressStore, taskPassed: () => void): ProgressStore {
  return {
    ...store,
    async pass(...args) {
      const pass = await store.pass(...args);
      taskPassed();
      return pass;
    },
  };
}
