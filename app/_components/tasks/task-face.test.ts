import { expect, it } from "vitest";
import { taskFace } from "./task-face.ts";

const looking = { watched: true, asks: false };
const notYet = { taskId: "a", status: "not-yet", found: "f", expected: "e", next: "n" } as const;

it("is to do while there is no machine, and watched once there is", () => {
  expect(taskFace(undefined, { watched: false, asks: false }).face).toBe("to-do");
  expect(taskFace(undefined, looking).face).toBe("watching");
});

it("waits for an answer without watching", () => {
  expect(taskFace(undefined, { watched: true, asks: true }).face).toBe("to-do");
  expect(taskFace({ state: notYet, moved: false }, { watched: true, asks: true }).face).toBe("to-do");
  expect(taskFace({ state: notYet, moved: true }, { watched: true, asks: true }).face).toBe("not-yet");
});

it("says not yet only after something has changed", () => {
  expect(taskFace({ state: notYet, moved: false }, looking)).toEqual({ face: "watching", seen: notYet });
  expect(taskFace({ state: notYet, moved: true }, looking)).toEqual({ face: "not-yet", finding: notYet });
});

it("tells a task that is done from one that could not be looked at, also without a machine", () => {
  const without = { watched: false, asks: false };
  const passed = { taskId: "a", status: "passed", passedAt: "2030-01-01T00:00:00Z" } as const;
  expect(taskFace({ state: passed, moved: false }, without)).toEqual({ face: "done" });
  const explanations = [{ id: "kernel", right: true, say: "Yes." }];
  const explained = { ...passed, explanations };
  expect(taskFace({ state: explained, moved: false }, without)).toEqual({ face: "done", explanations });
  const unavailable = { taskId: "a", status: "unavailable", reason: "busy" } as const;
  expect(taskFace({ state: unavailable, moved: false }, looking)).toEqual({ face: "unseen", reason: "busy" });
});
