import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";
import type { TestLearner } from "../testing/test-learner.ts";

const SOURCE = "page-of-this-test";
let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

/** A page at the prompt, or the same page again on a new connection. */
async function page(before?: TestLearner, transport: "websocket" | "polling" = "websocket") {
  const learner = await app.learner({
    transports: [transport],
    ...(before && { cookie: before.cookie }),
  });
  await learner.ready(app.lesson("one"));
  await learner.terminal({ source: SOURCE, ...(before && { terminalId: before.terminalId }) });
  if (before === undefined) await learner.untilScreen("$ ");
  return learner;
}

const send = (to: TestLearner, number: number, data: string) =>
  to.say("terminal:input", { terminalId: to.terminalId, number, data });

async function opened(to: TestLearner, source = SOURCE): Promise<number> {
  const size = { cols: 80, rows: 24 };
  const reply = await to.ask("terminal:open", { terminalId: to.terminalId, size, source });
  if (!reply.ok) throw new Error(reply.error.message);
  return (reply.value as { taken: number }).taken;
}

describe.each([["websocket"], ["polling"]] as const)("over %s", (transport) => {
  it("each piece has a receipt, with the echo or soon after", async () => {
    const learner = await page(undefined, transport);
    learner.type('echo re""ceipt\r');
    await learner.until("the receipt", () => learner.taken.at(-1) === 1);
    await learner.untilScreen("\r\nreceipt\r\n");
    learner.type("x");
    learner.type("y");
    await learner.until("the last receipt", () => learner.taken.at(-1) === 3);
    expect(learner.taken).toEqual([...learner.taken].sort((a, b) => a - b));
  });
});

it("what is sent again after a cut is taken once, and what was not taken arrives", async () => {
  const first = await page();
  send(first, 1, "echo on");
  send(first, 2, '""ce');
  await first.until("the receipt", () => first.taken.at(-1) === 2);
  // The connection dies on the way of the third piece: the page does not know what has arrived.
  first.socket.io.engine.close();
  const again = await page(first);
  expect(await opened(again)).toBe(2);
  send(again, 1, "echo on");
  send(again, 2, '""ce');
  send(again, 3, "\r");
  await again.untilScreen("\r\nonce\r\n");
  expect(again.screen).toContain('$ echo on""ce\r\n');
});

it("a page's numbers are its own", async () => {
  const learner = await page();
  send(learner, 1, "x");
  await learner.until("the receipt", () => learner.taken.at(-1) === 1);
  expect(await opened(learner, "another-page")).toBe(0);
  send(learner, 1, "yz");
  await learner.untilScreen("$ xyz");
});

it("what was still on its way on an old connection is not taken once the page is back on a new one", async () => {
  const first = await page();
  send(first, 1, "x");
  await first.until("the receipt", () => first.taken.at(-1) === 1);
  const again = await page(first);
  send(first, 2, "late");
  send(again, 2, "y");
  await again.until("the receipt", () => again.taken.at(-1) === 2);
  await again.untilScreen(/\$ xy$/);
  expect(first.taken).toEqual([1]);
});

it("a new shell has taken nothing", async () => {
  const learner = await page();
  send(learner, 1, "x");
  await learner.until("the receipt", () => learner.taken.at(-1) === 1);
  await learner.terminal({ source: SOURCE });
  expect(await opened(learner)).toBe(0);
});

it("a piece that is one too far is not taken before the one that is missing", async () => {
  const learner = await page();
  send(learner, 2, 'echo wro""ng\r');
  send(learner, 1, 'echo ri""ght\r');
  await learner.untilScreen("\r\nright\r\n");
  expect(learner.screen).not.toContain("wrong");
  expect(await opened(learner)).toBe(1);
});

it("after too much, the rest is left out as a whole, and typing goes on", async () => {
  const learner = await page();
  const piece = "x".repeat(64 * 1024);
  // 32 Mi units are 512 pieces.
  for (let number = 1; number <= 520; number++) send(learner, number, piece);
  await learner.until("the refusal", () => learner.leftOut.length > 0, 20_000);
  expect(learner.leftOut).toEqual([513]);
  await learner.until("the sentence", () => learner.refusals.length > 0);
  expect(learner.refusals).toHaveLength(1);
  expect(await opened(learner)).toBe(512);
}, 30_000);

it("coming back does not make the budget whole", async () => {
  const first = await page();
  const piece = "x".repeat(64 * 1024);
  for (let number = 1; number <= 512; number++) send(first, number, piece);
  await first.until("all of it taken", () => first.taken.at(-1) === 512, 20_000);
  first.close();
  const again = await page(first);
  send(again, 513, "y");
  await again.until("the refusal", () => again.leftOut.length === 1);
  const other = await page();
  send(other, 1, 'echo un""moved\r');
  await other.untilScreen("\r\nunmoved\r\n");
}, 40_000);
