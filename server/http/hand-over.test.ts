import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LEARNER_COOKIE } from "../learners/identify-learner.ts";
import type { LearnerId } from "../protocol/ids.ts";
import { startTestApp, type TestApp, TRACK, WATCHED_TASK } from "../testing/start-test-app.ts";

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

const learnerOf = (cookie: string) => cookie.slice(LEARNER_COOKIE.length + 1).split(".")[0] as LearnerId;

const ask = (cookie: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/api/handover-code`, { method: "POST", headers: { cookie, origin: app.url, ...headers } });

async function made(cookie: string): Promise<string> {
  const { code } = (await (await ask(cookie)).json()) as { code: string };
  return code;
}

const take = (cookie: string, code: string, headers: Record<string, string> = { origin: app.url }) =>
  fetch(`${app.url}/api/handover`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ code }),
    headers: { cookie, ...headers },
  });

const answerOf = (response: Response) => [response.status, response.headers.get("location")];

describe("a code taken in another browser", () => {
  it("gives it the learner's cookie, and leads to their place", async () => {
    const [first, second] = [await app.newCookie(), await app.newCookie()];
    const lesson = app.lesson("two");
    await app.progress.place(learnerOf(first), { ...lesson, step: 2 });
    const taken = await take(second, await made(first));
    expect(answerOf(taken)).toEqual([303, `/learn/${TRACK}/two?step=2`]);
    expect(taken.headers.get("set-cookie")).toMatch(
      new RegExp(`^${first.replace(".", "\\.")}; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Lax$`),
    );
  });

  it("is kept to https where the form came by https", async () => {
    const [first, second] = [await app.newCookie(), await app.newCookie()];
    const taken = await take(second, await made(first), { origin: app.url, "x-forwarded-proto": "https" });
    expect(taken.headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  it("adds to the learner's passes what was passed there", async () => {
    const [first, second] = [await app.newCookie(), await app.newCookie()];
    await app.progress.pass(learnerOf(second), { ...app.lesson("one"), taskId: WATCHED_TASK });
    expect(answerOf(await take(second, await made(first)))).toEqual([303, "/"]);
    expect(await app.progress.passesOf(learnerOf(first))).toMatchObject([{ taskId: WATCHED_TASK }]);
  });

  it("has that browser's open pages come again, as the other learner", async () => {
    const [first, second] = [await app.newCookie(), await app.newCookie()];
    const page = await app.learner({ cookie: second });
    await page.connected;
    const stays = await app.learner({ cookie: first });
    await stays.connected;
    await take(second, await made(first));
    await page.until("to be cut", () => page.disconnects.length === 1);
    expect(stays.disconnects).toEqual([]);
  });
});

describe("nothing happens, and the form says why,", () => {
  it.each(["", "ABCD", "ABCD-2345", "x".repeat(1_000)])("at the code %j", async (code) => {
    const taken = await take(await app.newCookie(), code);
    expect(answerOf(taken)).toEqual([303, "/continue?said=wrong"]);
    expect(taken.headers.get("set-cookie")).toBeNull();
  });

  it("at a code of this very browser, which another one can still use", async () => {
    const [first, second] = [await app.newCookie(), await app.newCookie()];
    const code = await made(first);
    expect(answerOf(await take(first, code))).toEqual([303, "/continue?said=own"]);
    expect(answerOf(await take(second, code))).toEqual([303, "/"]);
  });

  it("after ten wrong ones", async () => {
    const cookie = await app.newCookie();
    for (let count = 0; count < 10; count += 1) await take(cookie, "ABCD-2345");
    expect(answerOf(await take(cookie, "ABCD-2345"))).toEqual([303, "/continue?said=too-many"]);
  });
});

describe("what is refused", () => {
  it("another site's page, and one that does not say where it comes from", async () => {
    const [first, second] = [await app.newCookie(), await app.newCookie()];
    const code = await made(first);
    for (const headers of [{ origin: "https://elsewhere.example" }, {}] as Record<string, string>[]) {
      expect((await take(second, code, headers)).status).toBe(403);
    }
    expect((await ask(first, { origin: "https://elsewhere.example" })).status).toBe(403);
  });

  it("a browser without a cookie", async () => {
    expect((await ask("")).status).toBe(403);
    expect((await take("", "ABCD-2345")).status).toBe(403);
  });

  it("reading: an address alone changes nothing", async () => {
    for (const path of ["/api/handover-code", "/api/handover?code=ABCD-2345"]) {
      expect((await fetch(`${app.url}${path}`)).status).toBe(405);
    }
  });

  it("more codes than a person needs", async () => {
    const cookie = await app.newCookie();
    for (let count = 0; count < 20; count += 1) await made(cookie);
    expect((await ask(cookie)).status).toBe(429);
  });
});
