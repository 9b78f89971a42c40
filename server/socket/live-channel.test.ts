import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { memoryProgressStore } from "../progress/memory-progress-store.ts";
import { dyingDriver, slowDriver } from "../sandbox/fake/misbehaving-drivers.ts";
import { createAdmission } from "../sessions/admission.ts";
import { MOST_UNREAD_CHARS } from "../sessions/flow-control.ts";
import { ANSWER_TASK, startTestApp, type TestApp, WATCHED_TASK } from "../testing/start-test-app.ts";
import type { TestLearner } from "../testing/test-learner.ts";

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

async function atPrompt(how: Parameters<TestApp["learner"]>[0] = {}): Promise<TestLearner> {
  const learner = await app.learner(how);
  await learner.ready(app.lesson("one"));
  await learner.terminal();
  await learner.untilScreen("$ ");
  return learner;
}

/** A page that comes back: the same browser on a new connection. */
async function back(learner: TestLearner, how: Parameters<TestApp["learner"]>[0] = {}): Promise<TestLearner> {
  const again = await app.learner({ ...how, cookie: learner.cookie });
  await again.open(app.lesson("one"));
  return again;
}

describe.each([["websocket"], ["polling"]] as const)("over %s", (transport) => {
  it("a learner opens a lesson, types, and sees the task done", async () => {
    const learner = await atPrompt({ transports: [transport] });
    learner.type('echo he""llo\r');
    await learner.untilScreen("\r\nhello\r\n");
    app.task.done = true;
    learner.type("echo done\r");
    await learner.until("the tick", () => learner.tasks.some(({ status }) => status === "passed"));
    expect(learner.breaks).toEqual([]);
  });
});

describe("a lesson", () => {
  it("that is not there is told so", async () => {
    const learner = await app.learner();
    expect(await learner.ask("session:open", app.lesson("four"))).toMatchObject({
      ok: false,
      error: { code: "not-found", message: expect.stringContaining("no such lesson") },
    });
  });

  it("must be open before anything else is asked", async () => {
    const learner = await app.learner();
    const size = { cols: 80, rows: 24 };
    for (const [event, payload] of [
      ["session:extend", {}],
      ["session:reset", {}],
      ["session:tidy", {}],
      ["terminal:open", { size }],
      ["task:answer", { taskId: ANSWER_TASK, answer: "42" }],
      ["task:check", { taskId: WATCHED_TASK }],
      ["task:solution", { taskId: WATCHED_TASK }],
    ] as const) {
      expect(await learner.ask(event, payload), event).toMatchObject({
        ok: false,
        error: { code: "not-ready" },
      });
    }
    learner.say("terminal:input", { terminalId: "t1", number: 1, data: "x" });
    await learner.until("a refusal", () => learner.refusals.length === 1);
  });

  it("is the one asked for last when two are asked for at once", async () => {
    const learner = await app.learner();
    const [one, two] = await Promise.all([
      learner.ask("session:open", app.lesson("one")),
      learner.ask("session:open", app.lesson("two")),
    ]);
    expect(one).toMatchObject({ ok: false });
    expect(two).toMatchObject({ ok: true });
    await learner.until("ready", () => learner.states.at(-1)?.status === "ready");
  });

  it("is answered with a state that is not older than the news before it", async () => {
    await app.close();
    const progress = memoryProgressStore();
    const { driver, release } = slowDriver();
    const news = Promise.withResolvers<void>();
    let first = true;
    const passesOf: typeof progress.passesOf = async (...asked) => {
      const isForTheAnswer = first;
      first = false;
      release();
      if (isForTheAnswer) await news.promise;
      return progress.passesOf(...asked);
    };
    app = await startTestApp({ driver, registry: { progress: { ...progress, passesOf } } });
    const learner = await app.learner();
    const opening = learner.open(app.lesson("one"));
    await learner.until("the news", () => learner.states.at(-1)?.status === "ready");
    news.resolve();
    expect((await opening).state.status).toBe("ready");
  });

  it("asked for twice at once is opened for both", async () => {
    const learner = await app.learner();
    const replies = await Promise.all([learner.open(app.lesson("one")), learner.open(app.lesson("one"))]);
    expect(replies).toHaveLength(2);
    await learner.until("ready", () => learner.states.at(-1)?.status === "ready");
    expect(await app.driver.list()).toHaveLength(1);
  });

  it("is shared by all pages of one learner, and tells each of them", async () => {
    const learner = await atPrompt();
    const other = await back(learner);
    await other.terminal({ terminalId: learner.terminalId });
    other.type('echo fr""om the other page\r');
    await learner.untilScreen("\r\nfrom the other page\r\n");
    await learner.ask("session:extend", {});
    await other.until("the extension", () => other.states.at(-1)?.status === "ready");
  });
});

describe("tasks", () => {
  it("are answered, and what is wrong is said", async () => {
    const learner = await atPrompt();
    expect(await learner.ask("task:answer", { taskId: ANSWER_TASK, answer: "41" })).toMatchObject({
      ok: true,
      value: { status: "not-yet", found: "nothing", expected: "42", next: "Try 42." },
    });
    expect(await learner.ask("task:answer", { taskId: ANSWER_TASK, answer: " 42 " })).toMatchObject({
      ok: true,
      value: { status: "passed", passedAt: expect.any(String) },
    });
  });

  it("are looked at when asked, and unknown ones are told", async () => {
    const learner = await atPrompt();
    app.task.done = true;
    expect(await learner.ask("task:check", { taskId: WATCHED_TASK })).toMatchObject({
      value: { status: "passed" },
    });
    expect(await learner.ask("task:check", { taskId: "other" })).toMatchObject({
      error: { code: "not-found" },
    });
    expect(await learner.ask("task:solution", { taskId: "other" })).toMatchObject({
      error: { code: "not-found" },
    });
    expect(await learner.ask("task:solution", { taskId: WATCHED_TASK })).toEqual({
      ok: true,
      value: { solution: "docker run web" },
    });
  });

  it("stay passed after a reset, and on coming back", async () => {
    const learner = await atPrompt();
    await learner.ask("task:answer", { taskId: ANSWER_TASK, answer: "42" });
    expect(await learner.ask("session:reset", {})).toMatchObject({ value: { status: "ready" } });
    await learner.until("the shell's end", () => learner.exits.length === 1);
    const again = await app.learner({ cookie: learner.cookie });
    const { tasks, terminals } = await again.open(app.lesson("one"));
    expect(tasks.find(({ taskId }) => taskId === ANSWER_TASK)?.status).toBe("passed");
    expect(terminals).toEqual([]);
  });
});

describe("another learner", () => {
  it("cannot reach a session's terminals by guessing their ids", async () => {
    const alice = await atPrompt();
    alice.type('echo se""cret\r');
    await alice.untilScreen("\r\nsecret\r\n");
    const mallory = await atPrompt();
    const { terminalId } = alice;
    const reply = await mallory.ask("terminal:open", { terminalId, size: { cols: 20, rows: 5 } });
    if (terminalId !== mallory.terminalId) expect(reply).toMatchObject({ error: { code: "not-found" } });
    expect(JSON.stringify(reply)).not.toContain("secret");
    mallory.say("terminal:input", { terminalId, number: 1, data: "rm -rf /\r" });
    mallory.say("terminal:resize", { terminalId, size: { cols: 20, rows: 5 } });
    mallory.say("terminal:ack", { terminalId, chars: 1_000 });
    await mallory.ask("terminal:close", { terminalId });
    alice.type("size\r");
    await alice.untilScreen("\r\n80x24\r\n");
    expect(alice.screen).not.toContain("rm -rf");
    expect(alice.exits).toEqual([]);
  });

  it("passes tasks and fills machines of their own only", async () => {
    const alice = await atPrompt();
    await alice.ask("task:answer", { taskId: ANSWER_TASK, answer: "42" });
    const bob = await app.learner();
    const { tasks } = await bob.ready(app.lesson("one"));
    expect(tasks.map(({ status }) => status)).not.toContain("passed");
    const owners = (await app.driver.list()).map(({ owner }) => owner);
    expect(new Set(owners).size).toBe(2);
  });
});

describe("coming back", () => {
  it("replays from the start, and goes on from there", async () => {
    const learner = await atPrompt();
    learner.type('echo be""fore\r');
    await learner.untilScreen("\r\nbefore\r\n");
    await learner.untilScreen(/before\r\n.*\$ $/);
    const seen = learner.screen;
    learner.close();
    const again = await back(learner);
    const { seq, data } = await again.terminal({ terminalId: learner.terminalId, fromSeq: 0 });
    expect({ seq, data }).toEqual({ seq: 0, data: seen });
    again.type('echo af""ter\r');
    await again.untilScreen("\r\nafter\r\n");
    expect(again.breaks).toEqual([]);
  });

  it("gets exactly the rest, with no unit lost or repeated, again and again amid a flood", async () => {
    const learner = await atPrompt();
    let all = "";
    let page = learner;
    for (let cut = 0; cut < 8; cut++) {
      const before = page.nextSeq;
      page.type("flood 1000\r");
      await page.until("the flood's beginning", () => page.nextSeq > before + 100 * cut);
      page.socket.io.engine.close();
      expect(page.breaks).toEqual([]);
      all += page.screen;
      const next = await back(learner);
      const replay = await next.terminal({ terminalId: learner.terminalId, fromSeq: page.nextSeq });
      expect(replay.seq).toBe(page.nextSeq);
      page = next;
      await page.until(
        "the flood's end",
        () => `${all}${page.screen}`.match(/x\r\n/g)?.length === 1000 * (cut + 1),
      );
    }
    expect(page.breaks).toEqual([]);
  });

  it("gets a drawn screen when it has missed too much, and output goes on after it", async () => {
    const learner = await atPrompt();
    learner.type("flood 20000\r");
    await learner.untilScreen(/x\r\n[^x]*\$ $/);
    expect(learner.breaks).toEqual([]);
    const again = await back(learner);
    const { seq, data, screen } = await again.terminal({ terminalId: learner.terminalId, fromSeq: 5 });
    expect(seq + data.length).toBe(learner.nextSeq);
    expect(screen?.size).toEqual({ cols: 80, rows: 24 });
    // Lines of 98 columns wrap: half as many make ten thousand rows.
    expect(again.screen.match(/x{98}/g)?.length).toBeGreaterThan(5_000);
    again.type('echo af""ter\r');
    await again.untilScreen("\r\nafter\r\n");
    expect(again.breaks).toEqual([]);
  });
});

describe.each([["websocket"], ["polling"]] as const)("much output over %s", (transport) => {
  const ASCII = '0123456789 abcdef\\"'.repeat(1_000);

  /** Types text, waits for its echo, and gives what kinds of output came. */
  async function echoKinds(text: string, page: "today's" | "older" = "today's"): Promise<Set<string>> {
    const learner = await atPrompt({ transports: [transport], page });
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

  it("of plain ASCII comes as bytes, and reads the same", async () => {
    expect(await echoKinds(ASCII)).toEqual(new Set(["bytes"]));
  });

  it("of anything else comes as text", async () => {
    expect(await echoKinds("größer 汉字 🙂 ".repeat(1_500))).toEqual(new Set(["text"]));
  });

  it("comes as text to a page that was loaded from an older server", async () => {
    expect(await echoKinds(ASCII, "older")).toEqual(new Set(["text"]));
  });
});

describe("a lot of text", () => {
  it("pasted in pieces arrives whole and in order", async () => {
    const learner = await atPrompt();
    const lines = Array.from({ length: 160_000 }, (_, i) => String(i).padStart(64, "."));
    const text = lines.join("");
    expect(text.length).toBeGreaterThan(10_000_000);
    const from = learner.screen.length;
    learner.paste(text);
    await learner.until("all of it", () => learner.screen.length - from >= text.length, 30_000);
    // One comparison: a difference of this size cannot be shown.
    expect(learner.screen.slice(from) === text).toBe(true);
    expect(learner.breaks).toEqual([]);
  }, 40_000);

  it("that never ends stops at Ctrl-C, and the next command works", async () => {
    const learner = await atPrompt();
    learner.type("yes\r");
    await learner.until("a flood", () => learner.screen.length > 1_000_000);
    learner.type("\x03");
    await learner.untilScreen(/\^C\r\nlearner@lab:~\$ $/);
    learner.type('echo ca""lm\r');
    await learner.untilScreen("\r\ncalm\r\n");
    expect(learner.breaks).toEqual([]);
  });

  it("waits for a page that does not read, and goes on when it does", async () => {
    const learner = await atPrompt({ acknowledges: false });
    const other = await atPrompt();
    learner.type("yes\r");
    await learner.until("the high mark", () => learner.screen.length >= MOST_UNREAD_CHARS);
    other.type('echo un""moved\r');
    await other.untilScreen("\r\nunmoved\r\n");
    expect(learner.screen.length).toBeLessThan(MOST_UNREAD_CHARS + 200_000);
    const held = learner.screen.length;
    learner.acknowledge(held);
    await learner.until("more", () => learner.screen.length > held + 100_000);
    expect(learner.breaks).toEqual([]);
  });

  it("beyond what anybody pastes is refused, audibly", async () => {
    const learner = await atPrompt();
    const other = await atPrompt();
    learner.paste("x".repeat(33 * 1024 * 1024));
    await learner.until("a refusal", () => learner.refusals.length > 0, 20_000);
    expect(learner.refusals[0]).toMatchObject({ code: "too-many" });
    other.type('echo un""moved\r');
    await other.untilScreen("\r\nunmoved\r\n");
  }, 30_000);
});

describe("machines", () => {
  it("that many ask for at once are refused with the minutes to wait", async () => {
    await app.close();
    app = await startTestApp({ registry: { admit: createAdmission({ perLearner: 3 }) } });
    const learner = await app.learner();
    for (const name of ["one", "two", "three"]) await learner.ready(app.lesson(name));
    expect(await learner.ask("session:open", app.lesson("one"))).toMatchObject({
      ok: false,
      error: { code: "too-many", message: expect.stringMatching(/Try again in \d+ min\.$/) },
    });
    expect(await learner.ask("session:reset", {})).toMatchObject({ ok: false, error: { code: "too-many" } });
    const other = await app.learner();
    await other.ready(app.lesson("one"));
  });

  it("that are all in use are told by number", async () => {
    await app.close();
    app = await startTestApp({ registry: { maxSandboxes: 1 } });
    await atPrompt();
    const second = await app.learner();
    expect(await second.ask("session:open", app.lesson("one"))).toMatchObject({
      ok: false,
      error: { code: "no-capacity", message: expect.stringContaining("All 1 machines") },
    });
  });

  it("that are being made say where they have got to", async () => {
    await app.close();
    const { driver, release } = slowDriver();
    app = await startTestApp({ driver });
    const learners = [await app.learner(), await app.learner(), await app.learner()];
    const snapshots = [];
    for (const learner of learners) snapshots.push(await learner.open(app.lesson("one")));
    expect(snapshots.map(({ state }) => state.status)).toEqual(["creating", "creating", "queued"]);
    expect(snapshots[2]?.state).toMatchObject({ place: 1, estimateMs: expect.any(Number) });
    release();
    for (const learner of learners) {
      await learner.until("ready", () => learner.states.at(-1)?.status === "ready");
    }
  });

  it("that die are told as gone, and a new one can be had", async () => {
    await app.close();
    const { driver, kill } = dyingDriver();
    app = await startTestApp({ driver });
    const learner = await atPrompt();
    await kill();
    await learner.until("the bad news", () => learner.states.at(-1)?.status === "failed");
    expect(learner.states.at(-1)).toMatchObject({ code: "sandbox-gone" });
    expect(learner.exits).toHaveLength(1);
    await learner.ready(app.lesson("one"));
    await learner.terminal();
    await learner.untilScreen("$ ");
    app.logged.length = 0;
  });

  it("removed for a third lesson are told as such on their own page", async () => {
    const first = await atPrompt();
    const second = await app.learner({ cookie: first.cookie });
    await second.ready(app.lesson("two"));
    const third = await app.learner({ cookie: first.cookie });
    await third.ready(app.lesson("three"));
    await first.until("the news", () => first.states.at(-1)?.status === "failed");
    expect(first.states.at(-1)).toMatchObject({ message: expect.stringContaining("another lesson") });
  });
});

describe("terminals", () => {
  it("end with their exit code, and are not listed any more", async () => {
    const learner = await atPrompt();
    learner.type("exit 3\r");
    await learner.until("the exit", () => learner.exits.length === 1);
    expect(learner.exits).toEqual([{ terminalId: learner.terminalId, exitCode: 3 }]);
    learner.type("too late");
    await learner.until("a refusal", () => learner.refusals.length === 1);
    expect(learner.refusals[0]).toMatchObject({ code: "not-found" });
    expect((await learner.open(app.lesson("one"))).terminals).toEqual([]);
  });

  it("are at most six, and closing one makes room", async () => {
    const learner = await atPrompt();
    for (let i = 0; i < 5; i++) await learner.terminal();
    const size = { cols: 80, rows: 24 };
    expect(await learner.ask("terminal:open", { size })).toMatchObject({ error: { code: "too-many" } });
    await learner.ask("terminal:close", { terminalId: learner.terminalId });
    await learner.until("the exit", () => learner.exits.length === 1);
    await learner.terminal();
  });

  it("have the smallest size of those who look, until one of them leads or stands alone", async () => {
    const learner = await atPrompt();
    const { terminalId } = learner;
    const again = await back(learner);
    await again.terminal({ terminalId, size: { cols: 132, rows: 43 } });
    again.type("size\r");
    await learner.untilScreen("\r\n80x24\r\n");
    expect(again.shares.at(-1)).toMatchObject({ size: { cols: 80, rows: 24 }, sizedBy: "another" });
    again.say("terminal:lead", { terminalId });
    await learner.until("to be told", () => learner.shares.at(-1)?.size.cols === 132);
    again.type("size\r");
    await learner.untilScreen("\r\n132x43\r\n");
    learner.say("terminal:resize", { terminalId, size: { cols: 100, rows: 30 }, visible: false });
    learner.type("size\r");
    await again.until("to be told", () => again.shares.at(-1)?.answers === false);
    expect(again.shares.at(-1)).toMatchObject({ size: { cols: 132, rows: 43 }, sizedBy: "this" });
  });
});
