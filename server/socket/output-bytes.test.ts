import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takesBytes } from "../protocol/output-frames.ts";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

const ASCII = '0123456789 abcdef\\"'.repeat(1_000);

/** Types text, waits for its echo, and gives what kinds of output came. */
async function echoKinds(text: string, how: Parameters<TestApp["learner"]>[0]): Promise<Set<string>> {
  const learner = await app.learner(how);
  await learner.ready(app.lesson("one"));
  await learner.terminal();
  await learner.untilScreen("$ ");
  const kinds = new Set<string>();
  learner.socket.on("terminal:output", ({ data }) => {
    if (data.length > 1_000) kinds.add(typeof data === "string" ? "text" : "bytes");
  });
  learner.paste(`${text}end`);
  await learner.untilScreen("end");
  expect(learner.screen).toContain(text);
  expect(learner.breaks).toEqual([]);
  return kinds;
}

describe.each([["websocket"], ["polling"]] as const)("much output over %s", (transport) => {
  it("of plain ASCII comes as bytes, and reads the same", async () => {
    expect(await echoKinds(ASCII, { transports: [transport] })).toEqual(new Set(["bytes"]));
  });

  it("of anything else comes as text", async () => {
    expect(await echoKinds("größer 汉字 🙂 ".repeat(1_500), { transports: [transport] })).toEqual(
      new Set(["text"]),
    );
  });

  it("comes as text to a page that was loaded from an older server", async () => {
    expect(await echoKinds(ASCII, { transports: [transport], page: "older" })).toEqual(new Set(["text"]));
  });
});

it.each([undefined, null, 1, "bytes", [], {}, { output: "text" }, { output: ["bytes"] }])(
  "a page that says %j is not taken to read bytes",
  (auth) => expect(takesBytes(auth)).toBe(false),
);
