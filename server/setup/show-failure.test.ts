import { expect, it } from "vitest";
import { StepFailure } from "./run-steps.mjs";
import { SetupError } from "./setup-error.mjs";
import { describeFailure } from "./show-failure.mjs";

it("tells the step, the cause, its last lines and the way out", () => {
  const cause = new SetupError("The pages could not be built.", {
    output: ["app/page.tsx:3 Unexpected token"],
    wayOut: "Mend what it says.",
  });
  expect(describeFailure(new StepFailure("Pages", cause))).toBe(
    "\nPages: The pages could not be built.\n    app/page.tsx:3 Unexpected token\nMend what it says.\n",
  );
});

it("shows where an unforeseen fault happened", () => {
  expect(describeFailure(new Error("invariant: x"))).toMatch(/Error: invariant: x\n\s+at /);
});
