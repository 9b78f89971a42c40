import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OPERATOR_COOKIE } from "../operator/operator-access.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { metricLines, metricOf } from "../testing/metric-lines.ts";
import {
  ANSWER_TASK,
  OPERATOR_TOKEN,
  startTestApp,
  type TestApp,
  type TestAppOptions,
} from "../testing/start-test-app.ts";

const apps: TestApp[] = [];
async function start(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startTestApp(options);
  apps.push(app);
  return app;
}
let app: TestApp;
beforeEach(async () => {
  app = await start();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((one) => one.close()));
});

const BEARER = { authorization: `Bearer ${OPERATOR_TOKEN}` };
/** As if by a proxy, so that being on the same machine gives no right. */
const FAR = { "x-forwarded-for": "203.0.113.9" };
const get = (path: string, headers: Record<string, string> = {}, of = app) =>
  fetch(`${of.url}${path}`, { headers, redirect: "manual" });

async function operatorCookie(of = app): Promise<string> {
  const answer = await get(`/operator?token=${OPERATOR_TOKEN}`, {}, of);
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (!cookie?.startsWith(OPERATOR_COOKIE)) throw new Error(`no cookie came: ${answer.status}`);
  return cookie;
}
const stop = (body: string, headers: Record<string, string>) =>
  fetch(`${app.url}/operator/stop`, { method: "POST", body, headers, redirect: "manual" });
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

/** What is in the page between two of its headings. */
const section = (page: string, heading: string) =>
  page.split(`<h2>${heading}</h2>`)[1]?.split("<h2>")[0] ?? "";

describe("health and readiness", () => {
  it("says that the process answers, whatever its parts do", async () => {
    const broken = await start({ probes: { database: () => Promise.reject(new Error("/secret/path")) } });
    const answer = await get("/healthz", {}, broken);
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
    expect((await fetch(`${broken.url}/healthz`, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${broken.url}/healthz`, { method: "POST" })).status).toBe(405);
  });

  it("is ready when all parts are", async () => {
    const answer = await get("/readyz");
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ready: true, parts: { pages: { ready: true } } },
    ]);
  });

  it("names what is not, and why, without secrets", async () => {
    const broken = await start({
      probes: { mirror: () => "It is starting.", database: () => Promise.reject(new Error("/secret/path")) },
    });
    const answer = await get("/readyz", {}, broken);
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(text).not.toContain("secret");
    expect(JSON.parse(text)).toMatchObject({
      ready: false,
      parts: {
        pages: { ready: true },
        mirror: { ready: false, cause: "It is starting." },
        database: { ready: false, cause: "It answered with a fault. The log has the cause." },
      },
    });
    expect(broken.logged).toHaveLength(1);
  });
});

describe("GET /metrics", () => {
  it("counts what learners do", async () => {
    const learner = await app.learner();
    await learner.ready(app.lesson("one"));
    await learner.terminal();
    learner.type('echo he""llo\r');
    await learner.untilScreen("hello");
    await learner.ask("task:answer", { taskId: ANSWER_TASK, answer: "41" });
    await learner.ask("task:answer", { taskId: ANSWER_TASK, answer: "42" });
    await learner.ask("task:check", { taskId: "<script>" });
    learner.say("terminal:resize", "nonsense");
    await learner.until("a refusal", () => learner.refusals.length === 1);
    const answer = await get("/metrics");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = metricLines(await answer.text());
    const value = (name: string, labels?: Record<string, string>) =>
      metricOf(lines, `slipway_${name}`, labels);
    expect(value("sessions", { state: "ready" })).toBe(1);
    expect(value("sandboxes", { state: "running" })).toBe(1);
    expect(value("terminals_open")).toBe(1);
    expect(value("sandbox_create_seconds_count", { result: "made" })).toBe(1);
    expect(value("live_connections", { transport: "websocket" })).toBe(1);
    expect(value("sandbox_memory_bytes", { sandbox: "fake-1" })).toBe(40_000_000);
    expect(value("terminal_output_bytes_total")).toBeGreaterThanOrEqual(learner.screen.length);
    expect(value("task_passes_total")).toBe(1);
    expect(value("live_requests_total", { outcome: "bad-request" })).toBe(1);
    expect(value("refused_messages_total", { code: "bad-request" })).toBe(1);
    expect(value("live_requests_total", { outcome: "ok" })).toBeGreaterThanOrEqual(4);
    expect(value("http_requests_total", { status: "200" })).toBe(1);
  });

  it("is told to this machine or with the token, and to nobody else", async () => {
    expect((await get("/metrics")).status).toBe(200);
    expect((await get("/metrics", { ...FAR, ...BEARER })).status).toBe(200);
    for (const headers of [
      FAR,
      { ...FAR, authorization: "Bearer wrong" },
      { authorization: "Bearer wrong" },
    ]) {
      const answer = await get("/metrics", headers);
      expect(answer.status, JSON.stringify(headers)).toBe(404);
      expect(await answer.json()).toMatchObject({
        error: { code: "not-found", message: "There is nothing at /metrics without the operator's token." },
      });
    }
  });

  it("trusts no address where a proxy stands before the lab", async () => {
    const proxied = await start({ origins: ["https://lab.example"] });
    expect((await get("/metrics", {}, proxied)).status).toBe(404);
    expect((await get("/metrics", BEARER, proxied)).status).toBe(200);
  });
});

describe("the token", () => {
  it("becomes a cookie and is gone from the address", async () => {
    const answer = await get(`/operator?token=${OPERATOR_TOKEN}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/operator");
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; Path=\/operator; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(OPERATOR_TOKEN);
    expect((await get("/operator", { cookie: await operatorCookie() })).status).toBe(200);
    expect(JSON.stringify(app.answered)).not.toContain(OPERATOR_TOKEN);
  });

  it.each(["/operator", "/operator?token=", "/operator?token=wrong", `/operator?token=${OPERATOR_TOKEN}x`])(
    "is asked for at %s",
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(403);
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(await answer.text()).toContain("This page is for the operator");
    },
  );

  it("cannot be guessed for long", async () => {
    for (let attempt = 0; attempt < 10; attempt++) {
      expect((await get(`/operator?token=guess-${attempt}`)).status).toBe(403);
    }
    const answer = await get(`/operator?token=${OPERATOR_TOKEN}`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await get("/operator/status", BEARER)).status).toBe(429);
  });

  it.each([
    ["GET", "/operator/status"],
    ["POST", "/operator/stop"],
    ["GET", "/operator/"],
  ])("is the only way to %s %s", async (method, path) => {
    const answer = await fetch(`${app.url}${path}`, { method, headers: JSON_TYPE });
    expect(answer.status).toBe(404);
    expect(app.pageRequests).toEqual([]);
  });
});

describe("GET /operator", () => {
  it("shows parts, sessions, failures and totals", async () => {
    const learner = await app.learner();
    await learner.ready(app.lesson("one"));
    await learner.terminal();
    const [session] = app.registry.summaries;
    const answer = await get("/operator", { cookie: await operatorCookie() });
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const page = await answer.text();
    expect(section(page, "Parts")).toMatch(/pages.*ready/s);
    const sandboxes = section(page, "Sandboxes");
    for (const text of [
      "fake-1",
      session?.learnerId.slice(0, 8) ?? "?",
      "track/one",
      "40 MB",
      "1 of 10 in use",
    ]) {
      expect(sandboxes).toContain(text);
    }
    expect(page).not.toContain(session?.learnerId);
    expect(section(page, "Recent failures")).toContain("Nothing has gone wrong");
    expect(section(page, "Since the start")).toContain("<dt>Sandboxes made</dt><dd>1</dd>");
  });

  it("runs no script, and loads again by itself only when asked to", async () => {
    const cookie = await operatorCookie();
    const answer = await get("/operator", { cookie });
    const policy = answer.headers.get("content-security-policy") ?? "";
    const page = await answer.text();
    expect(policy).toMatch(/^default-src 'none'; style-src 'nonce-[^']{24}'; form-action 'self'; /);
    expect(page).toContain(`<style nonce="${/nonce-([^']+)/.exec(policy)?.[1]}">`);
    expect(page).not.toMatch(/<script|javascript:| on\w+=| style=/i);
    expect(page).not.toContain("http-equiv");
    expect(await (await get("/operator?refresh=on", { cookie })).text()).toContain(
      '<meta http-equiv="refresh" content="10;url=/operator?refresh=on">',
    );
  });

  it("escapes what came out of a sandbox", async () => {
    const name = `<script>alert('x')</script>"><img src=x onerror=alert(1)>\u001b]0;x\u0007`;
    const cause = new SandboxError({ code: "sandbox-failed", learnerMessage: `No ${name}.`, detail: name });
    const driver = { ...app.driver, create: () => Promise.reject(cause) };
    const hostile = await start({ driver });
    const learner = await hostile.learner();
    await learner.open(hostile.lesson("one"));
    await learner.until("a failed machine", () => learner.states.at(-1)?.status === "failed");
    hostile.failures.add(name, new Error(name), name);
    const page = await (await get("/operator", { cookie: await operatorCookie(hostile) }, hostile)).text();
    expect(page).not.toContain("<script");
    expect(page).not.toContain("<img");
    expect(page).toContain("No &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    expect(section(page, "Recent failures").match(/&lt;img src=x/g)?.length).toBeGreaterThanOrEqual(3);
  });
});

describe("stopping a sandbox", () => {
  async function withLearner() {
    const learner = await app.learner();
    await learner.ready(app.lesson("one"));
    return { learner, id: app.registry.summaries[0]?.id ?? "" };
  }

  it("from the page ends the session and tells the learner", async () => {
    const { learner, id } = await withLearner();
    const cookie = await operatorCookie();
    expect(await (await get("/operator", { cookie })).text()).toContain(`name="id" value="${id}"`);
    const answer = await stop(`id=${id}`, { ...FORM, cookie, origin: app.url });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/operator?said=stopped"]);
    await learner.until("the news", () => learner.states.at(-1)?.status === "failed");
    expect(learner.states.at(-1)).toMatchObject({
      message: expect.stringContaining("The operator of this lab stopped this machine."),
    });
    expect(await app.driver.list()).toEqual([]);
    const after = await (await get("/operator?said=stopped", { cookie })).text();
    expect(after).toContain("Its learner was told.");
    expect((await stop(`id=${id}`, { ...FORM, cookie, origin: app.url })).headers.get("location")).toBe(
      "/operator?said=unknown",
    );
  });

  it("by a command takes a session's id or its sandbox's", async () => {
    await withLearner();
    const answer = await stop('{"id":"fake-1"}', { ...JSON_TYPE, ...BEARER });
    expect([answer.status, await answer.json()]).toEqual([200, { stopped: "fake-1" }]);
    expect(await app.driver.list()).toEqual([]);
    const again = await stop('{"id":"fake-1"}', { ...JSON_TYPE, ...BEARER });
    expect(again.status).toBe(404);
    expect(await again.json()).toMatchObject({
      error: { message: 'There is no session and no sandbox "fake-1".' },
    });
  });

  it("is refused to other sites, to the cookie as JSON, and without either", async () => {
    const { id } = await withLearner();
    const cookie = await operatorCookie();
    const form = `id=${id}`;
    expect((await stop(form, { ...FORM, cookie, origin: "https://evil.example" })).status).toBe(403);
    expect((await stop(form, { ...FORM, cookie, origin: "null" })).status).toBe(403);
    expect((await stop(form, { ...FORM, cookie })).status).toBe(403);
    expect((await stop(form, { ...FORM, origin: app.url })).status).toBe(404);
    expect((await stop(form, { ...FORM, ...BEARER, origin: app.url })).status).toBe(404);
    expect((await stop(`{"id":"${id}"}`, { ...JSON_TYPE, cookie, origin: app.url })).status).toBe(404);
    expect((await stop(form, { "content-type": "text/plain", cookie, origin: app.url })).status).toBe(404);
    expect(await app.driver.list()).toHaveLength(1);
  });

  it.each(["", "{", "null", "[]", '{"id":7}', '{"id":"../x"}', '{"id":""}', `{"id":"${"x".repeat(65)}"}`])(
    "makes nothing of %j",
    async (body) => {
      await withLearner();
      const answer = await stop(body, { ...JSON_TYPE, ...BEARER });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/\w.*\.$/) } });
      expect(await app.driver.list()).toHaveLength(1);
    },
  );

  it.each(["", "id", "id=", "id=%00", "=&=&", "__proto__=x", `id=${"x".repeat(70)}`])(
    "makes nothing of the form %j",
    async (body) => {
      await withLearner();
      const answer = await stop(body, { ...FORM, cookie: await operatorCookie(), origin: app.url });
      expect(answer.headers.get("location")).toBe("/operator?said=unknown");
      expect(await app.driver.list()).toHaveLength(1);
    },
  );

  it("takes no endless form", async () => {
    const cookie = await operatorCookie();
    const answer = await stop(`id=${"x".repeat(100_000)}`, { ...FORM, cookie, origin: app.url });
    expect(answer.status).toBe(413);
  });
});

it("GET /operator/status has the same for commands, and only with the token", async () => {
  const learner = await app.learner();
  await learner.ready(app.lesson("one"));
  const status = await (await get("/operator/status", BEARER)).json();
  expect(status).toMatchObject({
    parts: { pages: { ready: true } },
    queue: { beingMade: 0, waiting: 0 },
    sandboxes: [
      {
        sandbox: "fake-1",
        lesson: "track/one",
        state: "ready",
        watched: true,
        use: { processes: expect.any(Number) },
      },
    ],
  });
  const others: Record<string, string>[] = [
    {},
    { cookie: await operatorCookie() },
    { authorization: "Bearer x" },
  ];
  for (const headers of others) {
    expect((await get("/operator/status", headers)).status).toBe(404);
  }
});
