import { describe, expect, it } from "vitest";
import { runSteps } from "./run-steps.mjs";

const silent = { started() {}, progressed() {}, done() {}, failed() {}, close() {} };
const never = new AbortController().signal;

/** A step that runs until it is aborted. */
const endless = (title: string, onEnd: () => void) => ({
  title,
  run: ({ signal }: { signal: AbortSignal }) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener("abort", () => {
        onEnd();
        reject(signal.reason);
      });
    }),
});

describe("runSteps", () => {
  it("keeps the order asked for and runs the rest side by side", async () => {
    const log: string[] = [];
    const step = (title: string, after: readonly string[] = []) => ({
      title,
      after,
      run: async () => {
        log.push(`${title} begins`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        log.push(`${title} ends`);
      },
    });
    await runSteps([step("one"), step("two", ["one"]), step("three", ["one"])], silent, never);
    expect(log).toEqual(["one begins", "one ends", "two begins", "three begins", "two ends", "three ends"]);
  });

  it("ends the others when one fails, starts nothing more, and names the step", async () => {
    const ended: string[] = [];
    const failing = { title: "failing", run: () => Promise.reject(new Error("no disk")) };
    const later = { title: "later", after: ["failing"], run: async () => void ended.push("later ran") };
    const steps = [endless("other", () => ended.push("other ended")), failing, later];
    await expect(runSteps(steps, silent, never)).rejects.toThrow("failing: no disk");
    expect(ended).toEqual(["other ended"]);
  });

  it("waits for every step to end when it is stopped", async () => {
    const ended: string[] = [];
    const stopped = new AbortController();
    const running = runSteps([endless("one", () => ended.push("one ended"))], silent, stopped.signal);
    await new Promise((resolve) => setTimeout(resolve, 1));
    stopped.abort(new Error("stopped by SIGINT"));
    await expect(running).rejects.toThrow("stopped by SIGINT");
    expect(ended).toEqual(["one ended"]);
  });
});
