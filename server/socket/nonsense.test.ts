import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SOCKET_PATH } from "../protocol/events.ts";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";
import type { TestLearner } from "../testing/test-learner.ts";

let app: TestApp;
let learner: TestLearner;
let witness: TestLearner;
beforeEach(async () => {
  app = await startTestApp();
  learner = await app.learner();
  await learner.ready(app.lesson("one"));
  await learner.terminal();
  witness = await app.learner();
  await witness.ready(app.lesson("one"));
  await witness.terminal();
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

/** The server is alive, and neither learner has lost anything. */
async function expectAllWell() {
  for (const each of [learner, witness]) {
    const word = `w${Math.random().toString(36).slice(2)}`;
    each.type(`echo "${word.slice(0, 3)}""${word.slice(3)}"\r`);
    await each.untilScreen(`\r\n${word}\r\n`);
    expect(each.breaks).toEqual([]);
  }
}

const size = { cols: 80, rows: 24 };
const NONSENSE: [string, unknown][] = [
  ["nothing", undefined],
  ["null", null],
  ["a number", 7],
  ["NaN", Number.NaN],
  ["text", "text"],
  ["a list", [1, 2]],
  ["a huge text", "x".repeat(500_000)],
  ["bytes", Buffer.from([0, 255, 128, 7])],
  ["bytes in an object", { terminalId: Buffer.alloc(8), taskId: Buffer.alloc(8) }],
  ["deep nesting", JSON.parse(`${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`)],
];

const REQUESTS: Record<string, unknown[]> = {
  "session:open": [
    {},
    { trackId: "track" },
    { trackId: "track", lessonId: "one", extra: 1 },
    { trackId: "../etc", lessonId: "one" },
    { trackId: "track", lessonId: "x".repeat(65) },
    { trackId: ["track"], lessonId: "one" },
  ],
  "session:extend": [{ minutes: 1_000_000 }],
  "session:reset": [{ force: true }],
  "terminal:open": [
    {},
    { size: { cols: 0, rows: 0 } },
    { size: { cols: 100_000, rows: 100_000 } },
    { size: { cols: Number.NaN, rows: 24 } },
    { size: { cols: 80.5, rows: 24 } },
    { size: { cols: -80, rows: 24 } },
    { size: { cols: "80", rows: "24" } },
    { size: { cols: 80, rows: 24, extra: 1 } },
    { size, fromSeq: -1 },
    { size, fromSeq: 2 ** 60 },
    { size, fromSeq: "0" },
    { size, terminalId: "1" },
    { size, terminalId: "t1; rm -rf /" },
    { size, terminalId: "t1", sandboxId: "x" },
    { size, source: "short" },
    { size, source: "../../../../etc/passwd" },
    { size, source: "x".repeat(65) },
    { size, source: 12345678 },
  ],
  "terminal:close": [
    {},
    { terminalId: "x" },
    { terminalId: "t1", extra: 1 },
    { terminalId: "t1", force: "yes" },
  ],
  "terminal:foreground": [{}, { terminalId: "x" }, { terminalId: "t1", extra: 1 }],
  "terminal:rename": [
    { terminalId: "t1" },
    { terminalId: "t1", name: "" },
    { terminalId: "t1", name: "x".repeat(41) },
    { terminalId: "t1", name: "a\u001b[2J" },
    { terminalId: "t1", name: ["a"] },
  ],
  "terminal:move": [
    { terminalId: "t1" },
    { terminalId: "t1", to: -1 },
    { terminalId: "t1", to: 1.5 },
    { terminalId: "t1", to: 1e9 },
    { terminalId: "t1", to: "0" },
  ],
  "task:answer": [
    {},
    { taskId: "answer" },
    { taskId: "answer", answer: "" },
    { taskId: "answer", answer: "   " },
    { taskId: "answer", answer: "x".repeat(1201) },
    { taskId: "answer", answer: 42 },
    { taskId: "Not A Slug", answer: "42" },
  ],
  "task:check": [{}, { taskId: 7 }, { taskId: "watched", now: true }],
  "task:solution": [{}, { taskId: "../../solution" }],
};

describe.each(Object.entries(REQUESTS))("%s", (event, malformed) => {
  it.each(NONSENSE)("answers %s with a sentence", async (_, payload) => {
    const reply = await learner.ask(event, payload);
    expect(reply).toMatchObject({ ok: false, error: { code: "bad-request" } });
    expect(JSON.stringify(reply).length).toBeLessThan(800);
    await expectAllWell();
  });

  it("answers what is nearly right with a sentence", async () => {
    for (const payload of malformed) {
      const reply = await learner.ask(event, payload);
      expect(reply, JSON.stringify(payload)).toMatchObject({
        ok: false,
        error: { code: "bad-request", message: expect.stringContaining(`"${event}" was not understood`) },
      });
    }
    await expectAllWell();
  });

  it("refuses, audibly, to work for who does not ask for a reply", async () => {
    learner.say(event, { size });
    await learner.until("a refusal", () => learner.refusals.length === 1);
    learner.say(event);
    await learner.until("a refusal", () => learner.refusals.length === 2);
    expect(learner.refusals[1]).toMatchObject({ code: "bad-request" });
    expect(learner.refusals[1]?.message).toContain(event);
    await expectAllWell();
  });
});

const MESSAGES: Record<string, unknown[]> = {
  "terminal:input": [
    {},
    { terminalId: "t1" },
    { terminalId: "t1", data: "x" },
    { terminalId: "t1", number: 1, data: "" },
    { terminalId: "t1", number: 1, data: 7 },
    { terminalId: "t1", number: 1, data: "x".repeat(64 * 1024 + 1) },
    { terminalId: "t1", number: 1, data: Buffer.from("ls") },
    { terminalId: "t1", number: 0, data: "x" },
    { terminalId: "t1", number: 1.5, data: "x" },
    { terminalId: "t1", number: 2 ** 60, data: "x" },
  ],
  "terminal:resize": [
    {},
    { terminalId: "t1", size: { cols: 0, rows: 0 } },
    { terminalId: "t1", size: { cols: 100_000, rows: 100_000 } },
    { terminalId: "t1", size: { cols: Number.NaN, rows: Number.POSITIVE_INFINITY } },
    { terminalId: "t1", cols: 80, rows: 24 },
    { terminalId: "t1", size: { cols: 80, rows: 24 }, visible: "yes" },
  ],
  "terminal:lead": [{}, { terminalId: 1 }, { terminalId: "t1", size: { cols: 80, rows: 24 } }],
  "terminal:ack": [
    {},
    { terminalId: "t1", chars: 0 },
    { terminalId: "t1", chars: -5 },
    { terminalId: "t1", chars: 1e300 },
    { terminalId: "t1", chars: Number.NaN },
  ],
};

describe.each(Object.entries(MESSAGES))("%s", (event, malformed) => {
  it("refuses all that is malformed, with a sentence each", async () => {
    const payloads = [...NONSENSE.map(([, payload]) => payload), ...malformed];
    for (const [index, payload] of payloads.entries()) {
      learner.say(event, payload);
      await learner.until(`refusal ${index}`, () => learner.refusals.length === index + 1);
      expect(learner.refusals.at(-1)).toMatchObject({
        code: "bad-request",
        message: expect.stringContaining(`"${event}" was not understood`),
      });
    }
    await expectAllWell();
  });
});

describe("beyond the protocol", () => {
  it("passes over events that nobody knows", async () => {
    for (const event of ["", "nonsense", "constructor", "__proto__", "terminal:output", "session:state"]) {
      learner.say(event, { a: 1 });
    }
    await expectAllWell();
  });

  it("cuts off who names an event as only the library may, and nobody else", async () => {
    const { hostname, port } = new URL(app.url);
    const raw = new WebSocket(`ws://${hostname}:${port}${SOCKET_PATH}/?EIO=4&transport=websocket`, {
      headers: { cookie: learner.cookie },
    } as never);
    const closed = new Promise((resolve) => raw.addEventListener("close", resolve));
    raw.addEventListener("message", ({ data }) => {
      if (String(data).startsWith("0")) raw.send("40");
      else if (String(data).startsWith("40")) raw.send('42["disconnect",{}]');
    });
    await closed;
    await expectAllWell();
  });

  it.each([["garbage"], ["42"], ["42["], ['42[{"a":1}]'], ["451-"], ['4599999999-["x"]'], ["\u0000"], ["9"]])(
    "survives the frame %j",
    async (frame) => {
      const { hostname, port } = new URL(app.url);
      const raw = new WebSocket(`ws://${hostname}:${port}${SOCKET_PATH}/?EIO=4&transport=websocket`, {
        headers: { cookie: learner.cookie },
      } as never);
      const closed = new Promise((resolve) => raw.addEventListener("close", resolve));
      raw.addEventListener("message", ({ data }) => {
        if (String(data).startsWith("0")) raw.send("40");
        else if (String(data).startsWith("40")) {
          raw.send(frame);
          raw.send(new Uint8Array([1, 2, 3]));
          raw.close();
        }
      });
      await closed;
      await expectAllWell();
    },
  );

  it.each([["websocket"], ["polling"]] as const)(
    "cuts only the connection that sends too large a message, over %s; the session stays",
    async (transport) => {
      const big = await app.learner({ cookie: learner.cookie, transports: [transport] });
      await big.ready(app.lesson("one"));
      await big.terminal({ terminalId: learner.terminalId });
      big.say("terminal:input", { terminalId: big.terminalId, number: 1, data: "x".repeat(1_100_000) });
      await big.until("the cut", () => big.disconnects.length === 1);
      await expectAllWell();
      const again = await app.learner({ cookie: learner.cookie, transports: [transport] });
      const { terminals } = await again.open(app.lesson("one"));
      expect(terminals.map((each) => each.terminalId)).toEqual([learner.terminalId]);
    },
  );

  it("turns away a connection that asks without end, and no other", async () => {
    const replies = await Promise.all(
      Array.from({ length: 700 }, () => learner.ask("task:solution", { taskId: "watched" })),
    );
    const refused = replies.filter((reply) => !reply.ok);
    expect(refused.length).toBeGreaterThanOrEqual(100);
    expect(refused[0]).toMatchObject({ error: { code: "too-many" } });
    await expectAllWell();
  });

  it("does not hand out old output without end to a page that never reads it", async () => {
    learner.type("flood 8000\r");
    await learner.until("the flood", () => learner.screen.length > 700_000);
    const replies = await Promise.all(
      Array.from({ length: 80 }, () =>
        learner.ask("terminal:open", { terminalId: learner.terminalId, size, fromSeq: 0 }),
      ),
    );
    const handedOut = JSON.stringify(replies.filter((reply) => reply.ok)).length;
    expect(handedOut).toBeLessThan(40_000_000);
    expect(replies.at(-1)).toMatchObject({ ok: false, error: { code: "too-many" } });
  });
});
