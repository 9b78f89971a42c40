import http, { type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { contentSecurityPolicy, makeNonce } from "../http/security-headers.ts";
import { createLearnerIdentity } from "../learners/identify-learner.ts";
import { type LearnerProgress, PROGRESS_HEADER } from "../progress/learner-progress.ts";
import type { LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import { servePages } from "./serve-pages.ts";

const LESSON = "/learn/containers/images";
const here = { trackId: "containers" as TrackId, lessonId: "images" as LessonId };
const elsewhere = { trackId: "containers" as TrackId, lessonId: "networks" as LessonId };
const passed = (lesson: typeof here, ...tasks: string[]) =>
  tasks.map((id) => ({ ...lesson, taskId: id as TaskId }));
const nothing: LearnerProgress = { passes: [], place: undefined };

const identity = createLearnerIdentity(Buffer.alloc(32, 7));
function newLearner() {
  const { learnerId, setCookie } = identity.issue();
  return { learnerId, cookie: setCookie(false).split(";", 1)[0] ?? "" };
}
const [ada, ben] = [newLearner(), newLearner()];

let done: Map<string, LearnerProgress>;
/** What the pages were asked, each as they saw it. */
let seen: { url: string; headers: IncomingHttpHeaders }[];
let status: number;
let servers: http.Server[];
beforeEach(() => {
  [done, seen, status, servers] = [new Map(), [], 200, []];
});
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Shows, as a page may, everything that it was asked with. */
async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const { url = "", headers } = request;
  seen.push({ url, headers });
  const nonce = /'nonce-([^']+)'/.exec(headers["content-security-policy"] as string)?.[1];
  response.writeHead(status, {
    "content-type": "text/html",
    "cache-control": "private, no-store",
    link: `</a.js>; nonce=${nonce}`,
  });
  response.end(
    `<script nonce="${nonce}"></script>${JSON.stringify({ url, headers, raw: request.rawHeaders })}`,
  );
}

async function start({ keeps = true, fails = false } = {}) {
  const server = http.createServer(
    servePages({
      handle,
      async progressOf(cookie) {
        if (fails) throw new Error("the database is locked");
        return done.get(identity.identify(cookie) ?? "") ?? nothing;
      },
      keeps,
    }),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;

  /** As the public server passes it on. */
  return async function ask(path: string, headers: Record<string, string> = {}, method = "GET") {
    const nonce = makeNonce();
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    const common = {
      accept: "text/html",
      "x-nonce": nonce,
      "content-security-policy": contentSecurityPolicy(nonce),
    };
    http
      .request({ port, path, method, headers: { ...common, ...headers } }, resolve)
      .once("error", reject)
      .end();
    const answer = await promise;
    const bytes = Buffer.concat(await answer.toArray());
    const text = String(answer.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes);
    return { nonce, status: answer.statusCode, headers: answer.headers, text, bytes };
  };
}

describe("two learners", () => {
  it("get one page, drawn once, when they have done the same and it looks the same", async () => {
    const ask = await start();
    const one = await ask(LESSON, { cookie: ada.cookie });
    const other = await ask(LESSON, { cookie: `${ben.cookie}; slipway-theme=purple` });
    expect(seen).toHaveLength(1);
    expect(other.text).toBe(one.text.replaceAll(one.nonce, other.nonce));
  });

  it("get different ones when they have done different things, and then each their own again", async () => {
    done.set(ada.learnerId, { passes: passed(here, "ada-did-this"), place: { ...here, step: 2 } });
    done.set(ben.learnerId, { passes: passed(here, "ben-did-that"), place: { ...here, step: 3 } });
    const ask = await start();
    for (const path of ["/", LESSON]) {
      for (let round = 0; round < 2; round++) {
        const adas = await ask(path, { cookie: ada.cookie });
        const bens = await ask(path, { cookie: ben.cookie });
        const strangers = await ask(path);
        expect(adas.text).toContain("ada-did-this");
        expect(adas.text).not.toContain("ben-did-that");
        expect(bens.text).toContain("ben-did-that");
        expect(bens.text).not.toContain("ada-did-this");
        expect(strangers.text).not.toMatch(/-did-th/);
      }
    }
    expect(seen).toHaveLength(6);
  });

  it("are shown what they have passed since", async () => {
    const ask = await start();
    expect((await ask(LESSON, { cookie: ada.cookie })).text).not.toContain("just-now");
    done.set(ada.learnerId, { passes: passed(here, "just-now"), place: undefined });
    expect((await ask(LESSON, { cookie: ada.cookie })).text).toContain("just-now");
    expect((await ask(LESSON, { cookie: ben.cookie })).text).not.toContain("just-now");
  });

  it("get different ones when the look is different", async () => {
    const ask = await start();
    const looks = ["slipway-theme=dark", "slipway-theme=light", "slipway-split=60", ""];
    const pages = new Set<string>();
    for (const look of [...looks, ...looks]) {
      const { text, nonce } = await ask(LESSON, { cookie: `${look}; ${ada.cookie}` });
      pages.add(text.replaceAll(nonce, ""));
    }
    expect([pages.size, seen.length]).toEqual([4, 4]);
  });

  it("share a lesson's page whatever they have done in others", async () => {
    done.set(ada.learnerId, { passes: passed(elsewhere, "other"), place: { ...elsewhere, step: 4 } });
    const ask = await start();
    const { text } = await ask(LESSON, { cookie: ada.cookie });
    await ask(LESSON, { cookie: ben.cookie });
    expect(seen).toHaveLength(1);
    expect(text).not.toContain("networks");
  });
});

describe("a page", () => {
  it("depends on nothing of a request but what it is kept under", async () => {
    const ask = await start();
    const { text, nonce } = await ask(LESSON, {
      cookie: `${ada.cookie}; secret=cookie-of-another`,
      "user-agent": "a browser",
      "accept-language": "tlh",
      referer: "http://elsewhere.example/",
      "x-forwarded-for": "203.0.113.7",
      host: "somewhere.example",
      [PROGRESS_HEADER]: '{"passes":["forged"]}',
    });
    expect(text).not.toMatch(/another|a browser|tlh|elsewhere|203\.0|somewhere|forged/);
    expect(text).not.toContain(ada.learnerId);
    const [{ headers } = { headers: {} }] = seen;
    expect(Object.keys(headers).sort()).toEqual(
      [
        "accept",
        "connection",
        "content-security-policy",
        "cookie",
        "host",
        "user-agent",
        PROGRESS_HEADER,
      ].sort(),
    );
    expect(JSON.stringify(headers)).not.toContain(nonce);
  });

  it("is never told who the learner is, kept or not, nor takes a learner's word for what they did", async () => {
    const ask = await start();
    for (const path of ["/recordings", `${LESSON}?step=1&_rsc=1`, `${LESSON}/print`, "/"]) {
      await ask(path, { cookie: ada.cookie, [PROGRESS_HEADER]: "forged" });
    }
    expect(seen).toHaveLength(4);
    for (const { headers } of seen)
      expect(JSON.stringify(headers)).not.toMatch(new RegExp(`${ada.learnerId}|forged`));
  });

  it("has a nonce of its own in each answer, and in its headers", async () => {
    const ask = await start();
    const nonces = new Set<string>();
    for (let time = 0; time < 5; time++) {
      const { nonce, text, headers } = await ask(LESSON, { cookie: ada.cookie });
      expect(text).toContain(`nonce="${nonce}"`);
      expect(headers.link).toBe(`</a.js>; nonce=${nonce}`);
      expect(headers["cache-control"]).toBe("private, no-store");
      nonces.add(nonce);
      for (const { headers: asked } of seen) {
        const [, standIn = ""] = /'nonce-([^']+)'/.exec(String(asked["content-security-policy"])) ?? [];
        expect(text).not.toContain(standIn);
      }
    }
    expect([nonces.size, seen.length]).toEqual([5, 1]);
  });

  it("comes compressed to whoever takes that", async () => {
    const ask = await start();
    const plain = await ask(LESSON);
    for (const accepted of ["gzip, deflate, br", "br;q=1.0, gzip;q=0.5"]) {
      const { headers, text, nonce } = await ask(LESSON, { "accept-encoding": accepted });
      expect(headers["content-encoding"]).toBe("gzip");
      expect(text).toBe(plain.text.replaceAll(plain.nonce, nonce));
    }
    for (const refused of ["gzip;q=0", "br, gzip; q=0.0, deflate", "br"]) {
      const { headers } = await ask(LESSON, { "accept-encoding": refused });
      expect(headers["content-encoding"]).toBeUndefined();
    }
    expect(seen).toHaveLength(1);
  });
});

describe("is drawn anew", () => {
  it.each([
    ["an address with anything else in it", "/?a=1", {}, "GET"],
    ["a page that depends on more than its request", "/images", {}, "GET"],
    ["what the page itself fetches", LESSON, { rsc: "1" }, "GET"],
    ["what is no document", LESSON, { accept: "*/*" }, "GET"],
    ["the head alone", LESSON, {}, "HEAD"],
  ])("%s", async (_, path, headers, method) => {
    const ask = await start();
    for (let time = 0; time < 2; time++) await ask(path, headers, method);
    expect(seen).toHaveLength(2);
  });

  it("every page while lessons are written", async () => {
    const ask = await start({ keeps: false });
    const { nonce, text } = await ask(LESSON);
    await ask(LESSON);
    expect(seen).toHaveLength(2);
    expect(text).toContain(`nonce="${nonce}"`);
  });

  it("a page that failed, until it does not", async () => {
    const ask = await start();
    status = 500;
    expect((await ask(LESSON)).status).toBe(500);
    status = 200;
    expect((await ask(LESSON)).status).toBe(200);
  });

  it("a page for which nobody knows what the learner has done: it hears nothing, and says so", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const ask = await start({ fails: true });
    await ask(LESSON);
    await ask(LESSON);
    expect(seen).toHaveLength(2);
    expect(seen[0]?.headers).not.toHaveProperty(PROGRESS_HEADER);
    expect(String(log.mock.calls[0])).toContain("locked");
    log.mockRestore();
  });
});

it("passes on what is built without looking for a learner", async () => {
  const ask = await start({ fails: true });
  const { status } = await ask("/_next/static/chunks/a.js", { cookie: ada.cookie });
  expect(status).toBe(200);
  expect(JSON.stringify(seen)).not.toContain(ada.learnerId);
});
