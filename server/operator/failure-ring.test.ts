import { expect, it } from "vitest";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { FailureRing } from "./failure-ring.ts";

it("keeps the last fifty, newest first, each as one short line", () => {
  const ring = new FailureRing(() => new Date(0));
  for (let index = 0; index < 60; index++) ring.add(`fault ${index}`, new Error("no"));
  expect(ring.newestFirst).toHaveLength(50);
  expect(ring.newestFirst[0]?.what).toBe("fault 59");
  const cause = new SandboxError({
    code: "sandbox-failed",
    learnerMessage: "",
    detail: `a\u001b[31m\nb${"x".repeat(9_999)}`,
  });
  ring.add("it failed", cause, "id-12345");
  expect(ring.newestFirst[0]).toMatchObject({
    at: "1970-01-01T00:00:00.000Z",
    code: "sandbox-failed",
    requestId: "id-12345",
  });
  expect(ring.newestFirst[0]?.detail).toMatch(/^a b.{0,297}…$/);
});
