import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ok, type ReplyError } from "../protocol/reply.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { type AnsweredLiveRequest, onMessage, onRequest } from "./on-valid.ts";

const Payload = z.strictObject({ name: z.string().max(10) });

function edge(mayAsk = true) {
  const logged: unknown[] = [];
  const facts: unknown[] = [];
  const outcomes: string[] = [];
  const answered: AnsweredLiveRequest[] = [];
  const refused: ReplyError[] = [];
  return {
    logged,
    facts,
    outcomes,
    answered,
    refused,
    parts: {
      log: (_message: string, error: unknown, more?: unknown) => {
        logged.push(error);
        facts.push(more);
      },
      replied(request: AnsweredLiveRequest) {
        outcomes.push(request.outcome);
        answered.push(request);
      },
      refuse: (error: ReplyError) => void refused.push(error),
      mayAsk: () => mayAsk,
    },
  };
}

const gone = () => new SandboxError({ code: "sandbox-gone", learnerMessage: "It is gone.", detail: "d" });

async function ask(
  payload: unknown,
  handler: (input: { name: string }) => Promise<never>,
  { parts } = edge(),
) {
  const replies: unknown[] = [];
  onRequest("thing:do", Payload, parts, handler)(payload, (reply: unknown) => replies.push(reply));
  await turn();
  return replies;
}

describe("a request", () => {
  it("is parsed, handled and answered", async () => {
    const { parts } = edge();
    const replies: unknown[] = [];
    onRequest("thing:do", Payload, parts, async ({ name }) => ok(`hello ${name}`))(
      { name: "you" },
      (reply: unknown) => replies.push(reply),
    );
    await turn();
    expect(replies).toEqual([{ ok: true, value: "hello you" }]);
  });

  it("is told to the log under an id of its own, with why it was refused", async () => {
    const seen = edge();
    await ask({ name: "a" }, () => Promise.reject(gone()), seen);
    await ask({ name: "much too long a name" }, () => Promise.reject(gone()), seen);
    expect(seen.answered).toMatchObject([
      { event: "thing:do", outcome: "sandbox-gone", detail: "d", milliseconds: expect.any(Number) },
      { event: "thing:do", outcome: "bad-request" },
    ]);
    expect(new Set(seen.answered.map(({ requestId }) => requestId)).size).toBe(2);
    expect(seen.answered[1]).not.toHaveProperty("detail");
  });

  it("that failed has the id that its sender was told", async () => {
    const seen = edge();
    const [reply] = await ask({ name: "a" }, () => Promise.reject(new Error("secret")), seen);
    const { requestId } = seen.answered[0] ?? {};
    expect(JSON.stringify(reply)).toContain(`under ${requestId}`);
    expect(seen.facts).toEqual([{ requestId, event: "thing:do" }]);
  });

  it.each([
    [undefined],
    [null],
    [7],
    ["text"],
    [[]],
    [{}],
    [{ name: 7 }],
    [{ name: "x".repeat(11) }],
    [{ name: "x", more: 1 }],
    [JSON.parse('{"name":"x","__proto__":{"a":1}}')],
    [Buffer.from("name")],
    [{ name: Buffer.alloc(4) }],
  ])("that is malformed is answered with a sentence and goes no further: %j", async (payload) => {
    const [reply] = await ask(payload, () => Promise.reject(new Error("must not be called")));
    expect(reply).toMatchObject({ ok: false, error: { code: "bad-request" } });
    expect(reply).toHaveProperty(
      "error.message",
      expect.stringMatching(/^The message "thing:do" was not understood.*Reload the page if this goes on\.$/),
    );
  });

  it("does not send back all that was wrong with it", async () => {
    const [reply] = await ask({ name: "x", ["k".repeat(500_000)]: 1 }, () => Promise.reject(new Error()));
    expect(JSON.stringify(reply).length).toBeLessThan(600);
  });

  it("answers our own errors with their sentence, and strangers' without", async () => {
    const own = edge();
    expect(await ask({ name: "x" }, () => Promise.reject(gone()), own)).toEqual([
      { ok: false, error: { code: "sandbox-gone", message: "It is gone." } },
    ]);
    expect(own.logged).toEqual([]);
    const stranger = edge();
    const [reply] = await ask({ name: "x" }, () => Promise.reject(new Error("/etc/secret")), stranger);
    expect(reply).toMatchObject({ ok: false, error: { code: "internal" } });
    expect(JSON.stringify(reply)).not.toContain("secret");
    expect(stranger.logged).toHaveLength(1);
    const [, requestId = ""] = /under ([0-9a-f]{12})\./.exec(JSON.stringify(reply)) ?? [];
    expect(stranger.facts).toEqual([{ requestId, event: "thing:do" }]);
    expect([own.outcomes, stranger.outcomes]).toEqual([["sandbox-gone"], ["internal"]]);
  });

  it.each([[undefined], [{ name: "x" }], ["not a function"]])(
    "without a way to reply is refused: %j",
    (reply) => {
      const { parts, refused } = edge();
      onRequest("thing:do", Payload, parts, () => Promise.reject(new Error()))({ name: "x" }, reply);
      expect(refused).toMatchObject([{ code: "bad-request", message: expect.stringContaining("thing:do") }]);
    },
  );

  it("of a connection that asks for too much is turned away", async () => {
    const [reply] = await ask({ name: "x" }, () => Promise.reject(new Error()), edge(false));
    expect(reply).toMatchObject({ ok: false, error: { code: "too-many" } });
  });
});

describe("a message", () => {
  it("is parsed and handled", () => {
    const { parts, refused } = edge();
    const names: string[] = [];
    onMessage("thing:say", Payload, parts, ({ name }) => names.push(name))({ name: "you" });
    expect([names, refused]).toEqual([["you"], []]);
  });

  it("that is malformed is refused", () => {
    const { parts, refused } = edge();
    onMessage("thing:say", Payload, parts, () => {
      throw new Error("must not be called");
    })({ name: 7 });
    expect(refused).toMatchObject([{ code: "bad-request" }]);
  });

  it("whose handling fails is told, and brings nothing down", () => {
    const { parts, refused, logged } = edge();
    const handle = onMessage("thing:say", Payload, parts, () => {
      throw new Error("EBADF");
    });
    expect(() => handle({ name: "x" })).not.toThrow();
    expect(refused).toMatchObject([{ code: "internal" }]);
    expect(logged).toHaveLength(1);
  });
});
