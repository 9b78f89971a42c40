// @ts-check
import { StepFailure } from "./run-steps.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * What went wrong, in the order in which a person wants it: the step, the cause, what to do.
 * @param {unknown} error
 */
export function describeFailure(error) {
  const step = error instanceof StepFailure ? error.step : undefined;
  const cause = error instanceof StepFailure ? error.cause : error;
  const known = cause instanceof SetupError ? cause : undefined;
  const message = cause instanceof Error ? (known ? cause.message : cause.stack) : String(cause);
  return [
    "",
    step ? `${step}: ${message}` : message,
    ...(known?.output ?? []).map((line) => `    ${line}`),
    ...(known?.wayOut ? [known.wayOut] : []),
    "",
  ].join("\n");
}
