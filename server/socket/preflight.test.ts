import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SOCKET_PATH } from "../protocol/events.ts";
import { MAX_ECHOES, PREFLIGHT_NAMESPACE } from "../protocol/preflight.ts";
import type { Reply } from "../protocol/reply.ts";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";

let app: TestApp;
let open: Socket[];
beforeEach(async () => {
  app = await startTestApp();
  open = [];
});
afterEach(async () => {
  for (const socket of open) socket.disconnect();
  await app.close();
  expect(app.logged).toEqual([]);
});

function connect(headers: Record<string, string> = {}, transport: "websocket" | "polling" = "websocket") {
  const socket = io(`${app.url}${PREFLIGHT_NAMESPACE}`, {
    path: SOCKET_PATH,
    forceNew: true,
    reconnection: false,
    transports: [transport],
    extraHeaders: headers,
  });
  open.push(socket);
  return socket;
}
const connected = (socket: Socket) =>
  new Promise<Error | undefined>((resolve) => {
    socket.once("connect", () => resolve(undefined));
    socket.once("connect_error", resolve);
  });
const ask = (socket: Socket, ...payload: unknown[]): Promise<Reply<unknown>> =>
  socket.timeout(5_000).emitWithAck("preflight:echo", ...payload);

describe.each([["websocket"], ["polling"]] as const)("over %s", (transport) => {
  it("answers a browser that it has never seen, and says so", async () => {
    const socket = connect({}, transport);
    expect(await connected(socket)).toBeUndefined();
    expect(await ask(socket, { number: 7 })).toEqual({ ok: true, value: { number: 7, knowsCookie: false } });
  });

  it("knows a browser with the lab's cookie, and makes nothing for it", async () => {
    const socket = connect({ cookie: await app.newCookie() }, transport);
    await connected(socket);
    expect(await ask(socket, { number: 0 })).toMatchObject({ value: { knowsCookie: true } });
    expect(await app.driver.list()).toEqual([]);
  });
});

it("gives nothing to pages of other origins", async () => {
  expect(await connected(connect({ origin: "https://evil.example" }))).toBeInstanceOf(Error);
});

it.each([
  ["nothing", undefined],
  ["null", null],
  ["a number", 7],
  ["a list", [1]],
  ["too much", { number: 1, filler: "x" }],
  ["a huge text", "x".repeat(500_000)],
  ["a number out of bounds", { number: 1e300 }],
  ["half a number", { number: 1.5 }],
  ["bytes", Buffer.from([1, 2, 3])],
  ["deep nesting", JSON.parse(`${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`)],
])("answers %s with a sentence, and goes on", async (_, payload) => {
  const socket = connect();
  await connected(socket);
  const reply = await ask(socket, payload);
  expect(reply).toMatchObject({ ok: false, error: { code: "bad-request" } });
  expect(JSON.stringify(reply).length).toBeLessThan(800);
  expect(await ask(socket, { number: 1 })).toMatchObject({ ok: true });
});

it("refuses, audibly, an echo that nobody wants to hear", async () => {
  const socket = connect();
  await connected(socket);
  const refused = new Promise((resolve) => socket.once("refused", resolve));
  socket.emit("preflight:echo", { number: 1 });
  expect(await refused).toMatchObject({ code: "bad-request" });
});

it("knows none of the messages of a lesson", async () => {
  const socket = connect({ cookie: await app.newCookie() });
  await connected(socket);
  socket.emit("session:open", app.lesson("one"), () => expect.unreachable());
  socket.emit("terminal:open", { size: { cols: 80, rows: 24 } }, () => expect.unreachable());
  expect(await ask(socket, { number: 1 })).toMatchObject({ ok: true });
  expect(await app.driver.list()).toEqual([]);
});

it("answers so many and no more", async () => {
  const socket = connect();
  await connected(socket);
  const replies = await Promise.all(
    Array.from({ length: MAX_ECHOES + 5 }, (_, number) => ask(socket, { number })),
  );
  expect(replies.filter((reply) => reply.ok)).toHaveLength(MAX_ECHOES);
  expect(replies.at(-1)).toMatchObject({ error: { code: "too-many" } });
});

it("is one more connection of a learner's browser without counting as a tab of the lab", async () => {
  const cookie = await app.newCookie();
  for (let i = 0; i < 20; i++) expect(await connected(connect({ cookie }))).toBeUndefined();
  const learner = await app.learner({ cookie });
  expect((await learner.open(app.lesson("one"))).tasks).toHaveLength(2);
});
