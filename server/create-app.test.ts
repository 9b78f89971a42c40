import http from "node:http";
import net from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LEARNER_COOKIE } from "./learners/identify-learner.ts";
import type { LearnerId } from "./protocol/ids.ts";
import { startTestApp, type TestApp, TRACK } from "./testing/start-test-app.ts";

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ origins: ["https://proxy.example"] });
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

const page = (path = "/", headers: Record<string, string> = {}) =>
  fetch(`${app.url}${path}`, { headers: { accept: "text/html", ...headers } });

/** Sends bytes as they are, and gives all that comes back until the server closes or `until` is seen. */
function raw(bytes: string, until?: RegExp): Promise<string> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    let text = "";
    socket.on("data", (data) => {
      text += data;
      if (until?.test(text)) socket.destroy();
    });
    socket.once("close", () => resolve(text));
    socket.once("error", reject);
    socket.write(bytes);
  });
}

describe("the cookie", () => {
  it("comes with the first page, kept from scripts and other sites", async () => {
    const cookie = (await page()).headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(
      new RegExp(`^${LEARNER_COOKIE}=[0-9a-f]{32}\\.[\\w-]{43}; Path=/; Max-Age=31536000; `),
    );
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/);
  });

  it("is kept to https where the page came by https", async () => {
    const { headers } = await page("/", { "x-forwarded-proto": "https" });
    expect(headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  it("comes once, and again when it is forged", async () => {
    const cookie = await app.newCookie();
    expect((await page("/", { cookie })).headers.get("set-cookie")).toBeNull();
    expect((await page("/", { cookie: cookie.replace(/.$/, "!") })).headers.get("set-cookie")).not.toBeNull();
  });

  it("does not come with anything but a page", async () => {
    expect(
      (await fetch(`${app.url}/logo.svg`, { headers: { accept: "image/*" } })).headers.get("set-cookie"),
    ).toBeNull();
    expect(
      (await fetch(`${app.url}/api/health`, { headers: { accept: "text/html" } })).headers.get("set-cookie"),
    ).toBeNull();
  });
});

describe("pages", () => {
  it("are passed on with their path and query", async () => {
    const answer = await page("/lessons/one?step=2");
    expect(await answer.text()).toBe("<h1>page /lessons/one?step=2</h1>");
    expect(app.pageRequests.at(-1)).toMatchObject({ method: "GET", url: "/lessons/one?step=2" });
  });

  it("carry a policy with a nonce of their own, which the pages process gets too", async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 5; i++) {
      const policy = (await page()).headers.get("content-security-policy") ?? "";
      const [, nonce = ""] = /'nonce-([^']+)'/.exec(policy) ?? [];
      expect(policy).not.toContain("*");
      expect(app.pageRequests.at(-1)?.headers).toMatchObject({
        "x-nonce": nonce,
        "content-security-policy": policy,
      });
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it("do not take a nonce or a policy from the client", async () => {
    const evil = { "x-nonce": "evil", "content-security-policy": "script-src 'nonce-evil'" };
    const answer = await page("/", { ...evil, "X-Nonce": "evil" });
    const seen = app.pageRequests.at(-1)?.headers;
    expect(seen?.["x-nonce"]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(JSON.stringify(seen)).not.toContain("evil");
    expect(answer.headers.get("content-security-policy")).not.toContain("evil");
    const text = await raw(
      "GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nX-Nonce: evil\r\nX-NONCE: evil\r\nConnection: close, x-nonce\r\n\r\n",
    );
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(JSON.stringify(app.pageRequests.at(-1)?.headers)).not.toContain("evil");
  });

  it("say nosniff, no frames and the rest, whatever is answered", async () => {
    for (const path of ["/", "/api/health", "/api/nothing"]) {
      const { headers } = await page(path);
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("x-frame-options"), path).toBe("DENY");
      expect(headers.get("cross-origin-opener-policy"), path).toBe("same-origin");
    }
  });

  it("are answered to HEAD without a body", async () => {
    const answer = await fetch(`${app.url}/`, { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("cannot be sent a %s", async (method) => {
    const answer = await fetch(`${app.url}/`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
    expect(app.pageRequests).toEqual([]);
  });

  it.each([
    ["Transfer-Encoding: chunked", (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`],
    [(body: string) => `Content-Length: ${body.length}`, (body: string) => body],
  ])("take no second request hidden in the body of a first (%#)", async (header, framed) => {
    const hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\nX-Nonce: evil\r\n\r\n";
    const line = typeof header === "string" ? header : header(hidden);
    const text = await raw(
      `GET /first HTTP/1.1\r\nHost: x\r\n${line}\r\nConnection: close\r\n\r\n${framed(hidden)}`,
    );
    expect(text).toContain("page /first");
    expect(await (await page("/next")).text()).toBe("<h1>page /next</h1>");
    expect(app.pageRequests.map(({ url }) => url)).toEqual(["/first", "/next"]);
  });

  it("that are not up answer 503 with a page that loads again", async () => {
    await app.stopPages();
    const answer = await page();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.headers.get("content-security-policy")).toContain("'nonce-");
    const text = await answer.text();
    expect(text).toContain('<meta http-equiv="refresh" content="2">');
    expect(text).toContain("your progress are safe");
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  });
});

describe("POST /api/place", () => {
  async function place(body: unknown, more: { headers?: Record<string, string>; raw?: string } = {}) {
    const cookie = await app.newCookie();
    const answer = await fetch(`${app.url}/api/place`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie, ...more.headers },
      body: more.raw ?? JSON.stringify(body),
    });
    return { answer, learnerId: cookie.slice(LEARNER_COOKIE.length + 1).split(".")[0] as LearnerId };
  }
  const good = { trackId: TRACK, lessonId: "one", step: 2 };

  it("remembers where a learner is", async () => {
    const { answer, learnerId } = await place(good);
    expect(answer.status).toBe(204);
    expect(await app.progress.placeOf(learnerId)).toEqual(good);
  });

  it("works from our own origin and from one that was allowed", async () => {
    expect((await place(good, { headers: { origin: app.url } })).answer.status).toBe(204);
    expect((await place(good, { headers: { origin: "https://proxy.example" } })).answer.status).toBe(204);
  });

  it.each([
    ["no such lesson", { ...good, lessonId: "four" }, 404],
    ["no such step", { ...good, step: 4 }, 404],
    ["a step of the wrong type", { ...good, step: "2" }, 400],
    ["step 0", { ...good, step: 0 }, 400],
    ["half a step", { ...good, step: 1.5 }, 400],
    ["a key too many", { ...good, admin: true }, 400],
    ["a path for an id", { ...good, lessonId: "../one" }, 400],
    ["a list", [good], 400],
    ["null", null, 400],
  ])("refuses %s with a sentence", async (_, body, status) => {
    const { answer, learnerId } = await place(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/\w.*\.$/) } });
    expect(await app.progress.placeOf(learnerId)).toBeUndefined();
  });

  it("refuses what is not JSON, or too large", async () => {
    expect((await place(0, { raw: "{" })).answer.status).toBe(400);
    expect((await place(0, { headers: { "content-type": "text/plain" } })).answer.status).toBe(415);
    const { answer } = await place(0, { raw: `"${"x".repeat(5 * 1024 * 1024)}"` });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      error: { code: "bad-request", message: "Send at most 8192 bytes." },
    });
  });

  it.each([
    [{ origin: "https://evil.example" }],
    [{ origin: "null" }],
    [{ cookie: "" }],
    [{ cookie: `${LEARNER_COOKIE}=${"a".repeat(32)}.${"A".repeat(43)}` }],
  ])("refuses a request with %j", async (headers) => {
    const { answer } = await place(good, { headers });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { code: "forbidden" } });
  });

  it("takes POST only", async () => {
    const answer = await fetch(`${app.url}/api/place`);
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
  });
});

describe("elsewhere under /api", () => {
  it.each(["/api/", "/api/nothing", "/api/constructor", "/api/place/", "/api/../secret/api/"])(
    "there is nothing at %s",
    async (path) => {
      const status = (await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).slice(9, 12);
      expect(status).toBe("404");
      expect(app.pageRequests).toEqual([]);
    },
  );

  it("does not throw a long path back", async () => {
    const answer = await fetch(`${app.url}/api/${"x".repeat(5_000)}`);
    expect(answer.status).toBe(404);
    expect((await answer.text()).length).toBeLessThan(300);
  });

  it("/api/health tells how the parts are", async () => {
    expect(await (await fetch(`${app.url}/api/health`)).json()).toEqual({
      ok: true,
      parts: { pages: "ready" },
    });
    expect((await fetch(`${app.url}/api/health`, { method: "POST" })).status).toBe(405);
  });
});

describe("a request's id", () => {
  it("is made, sent back, passed on to the pages and told to the log", async () => {
    const id = (await page("/lessons/one?token=x")).headers.get("x-request-id");
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(app.pageRequests.at(-1)?.headers["x-request-id"]).toBe(id);
    expect(app.answered).toMatchObject([
      { requestId: id, method: "GET", path: "/lessons/one", status: 200, milliseconds: expect.any(Number) },
    ]);
    expect((await page()).headers.get("x-request-id")).not.toBe(id);
  });

  it("is taken from a proxy if it is sound", async () => {
    const sound = { "x-request-id": "proxy-1234.5678" };
    expect((await page("/", sound)).headers.get("x-request-id")).toBe("proxy-1234.5678");
    for (const unsound of ["x", "a b c d e f g", `${"a".repeat(65)}`, '"><script>alert(1)</script>']) {
      expect((await page("/", { "x-request-id": unsound })).headers.get("x-request-id")).toMatch(
        /^[0-9a-f]{12}$/,
      );
    }
  });

  it("stands in an error's answer", async () => {
    const answer = await fetch(`${app.url}/api/nothing`, { headers: { "x-request-id": "from-a-proxy" } });
    expect(await answer.json()).toEqual({
      error: { code: "not-found", message: "There is nothing at /api/nothing.", requestId: "from-a-proxy" },
    });
  });

  it("leads from the sentence that a learner reads to the line in the log", async () => {
    const broken = await startTestApp({
      stepsOf: () => {
        throw new Error("the disk is on fire");
      },
    });
    const answer = await fetch(`${broken.url}/api/place`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: await broken.newCookie() },
      body: JSON.stringify({ trackId: TRACK, lessonId: "one", step: 1 }),
    });
    const { error } = (await answer.json()) as { error: { message: string; requestId: string } };
    expect(answer.status).toBe(500);
    expect(error.message).toContain(error.requestId);
    expect(JSON.stringify(error)).not.toContain("fire");
    expect(broken.logged).toMatchObject([{ facts: { requestId: error.requestId, path: "/api/place" } }]);
    await broken.close();
  });
});

describe("closing", () => {
  it("ends at once, also with open connections of every kind", async () => {
    const { hostname, port } = new URL(app.url);
    const cookie = await app.newCookie();
    const idle = net.connect(Number(port), hostname);
    const half = net.connect(Number(port), hostname);
    half.write("POST /api/place HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
    const deaf = http.request(`${app.url}/live/?EIO=4&transport=websocket`, {
      headers: {
        cookie,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      },
    });
    const upgraded = new Promise<net.Socket>((resolve) =>
      deaf.once("upgrade", (_, socket) => resolve(socket)),
    );
    deaf.end();
    // Reads nothing and answers nothing from here on, not even that the channel closes.
    const socket = await upgraded;
    socket.pause();
    const learner = await app.learner();
    const sockets = [idle, half, socket];
    for (const each of sockets) each.on("error", () => {});
    const before = Date.now();
    await app.close();
    expect(Date.now() - before).toBeLessThan(2_000);
    expect(learner.disconnects.length).toBe(1);
    for (const each of sockets) each.destroy();
  });

  it("hangs up on who wants to upgrade elsewhere", async () => {
    const text = await raw(
      "GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    expect(text).not.toContain("101 Switching");
  });
});
