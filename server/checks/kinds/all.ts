import type { Check } from "../check.ts";
import { PASSED } from "../verdict.ts";

/** Every one of these, in order; the first that is not passed speaks. */
export function allCheck(checks: readonly Check[]): Check {
  return {
    watches: [...new Set(checks.flatMap((check) => check.watches))],
    async run(context) {
      for (const check of checks) {
        const result = await check.run(context);
        if (result.status !== "passed") return result;
      }
      return PASSED;
    },
  };
}
