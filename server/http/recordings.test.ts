import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecordingList } from "../protocol/recordings.ts";
import { recordingArchive } from "../sessions/recordings/recording-archive.ts";
import type { RecordingShelf } from "../sessions/recordings/recording-shelf.ts";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";
import type { TestLearner } from "../testing/test-learner.ts";
import { castFileName } from "./get-recording-cast.ts";

let folder: string;
let shelf: RecordingShelf;
let app: TestApp;
let alice: TestLearner;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-recordings-"));
  const archive = recordingArchive({
    folder,
    kept: { hours: 24, learnerMb: 10, totalMb: 100 },
    onError: (message) => expect.unreachable(message),
  });
  shelf = archive.shelf;
  app = await startTestApp({ registry: { recordings: archive.recordings }, shelf });
  alice = await app.learner();
  await alice.ready(app.lesson("one"));
  await alice.terminal();
  alice.type("echo it was here\r");
  await alice.untilScreen("it was here\r\n");
});
afterEach(async () => {
  for (const { id } of app.registry.summaries) await app.registry.stop(id);
  await app.close();
  await rm(folder, { recursive: true, force: true });
  expect(app.logged).toEqual([]);
});

const ask = (address: string, cookie = alice.cookie, init: RequestInit = {}) =>
  fetch(`${app.url}/api/recordings${address}`, { ...init, headers: { cookie, ...init.headers } });
const listOf = async (cookie?: string): Promise<RecordingList> => (await ask("", cookie)).json() as never;
const endSession = async () => {
  for (const { id } of app.registry.summaries) await app.registry.stop(id);
};

/** Of the one recording there is. */
async function theId(): Promise<string> {
  await expect.poll(async () => (await listOf()).recordings.length).toBe(1);
  return (await listOf()).recordings[0]?.id ?? "";
}

describe("a learner's recordings", () => {
  it("are listed for them alone, open or not, and not kept by anybody on the way", async () => {
    await theId();
    const answer = await ask("");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toMatchObject({
      keptHours: 24,
      recordings: [{ lessonId: "one", trackId: "track", terminal: "Terminal 1", open: true }],
    });
    await endSession();
    expect((await listOf()).recordings[0]).toMatchObject({ open: false, keptUntil: expect.any(String) });
    expect((await listOf(await app.newCookie())).recordings).toEqual([]);
  });

  it("are nobody's without a cookie", async () => {
    const id = await theId();
    for (const address of ["", `/${id}/cast`]) expect((await ask(address, "")).status).toBe(403);
    expect((await ask(`/${id}`, "", { method: "DELETE" })).status).toBe(403);
  });
});

describe("the file of a recording", () => {
  it("is a download of plain data, each line of it JSON", async () => {
    const id = await theId();
    await expect.poll(async () => (await ask(`/${id}/cast`)).text()).toContain('here\\r\\n"]');
    const answer = await ask(`/${id}/cast`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/x-asciicast",
      "content-disposition": expect.stringMatching(
        /^attachment; filename="slipway-one-terminal-1-\d{8}-\d{4}\.cast"$/,
      ),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
    });
    const [head, ...events] = (await answer.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ version: 2, width: 80, height: 24, title: "Terminal 1" });
    expect(events.map(([, , data]) => data).join("")).toContain("it was here\r\n");
  });

  it("has a mark where a task passed, with the task's title", async () => {
    const id = await theId();
    app.task.done = true;
    await alice.ask("task:check", { taskId: "watched" });
    await expect.poll(async () => (await ask(`/${id}/cast`)).text()).toMatch(/\[[\d.]+,"m","Do it"\]\n/);
  });

  it("is not there for another learner, nor by a name that is none", async () => {
    const id = await theId();
    const mallory = await app.newCookie();
    expect((await ask(`/${id}/cast`, mallory)).status).toBe(404);
    for (const name of ["..%2F..%2Fcookie-secret", id.replace(/t\d+$/, "t0"), "x"]) {
      expect((await ask(`/${name}/cast`)).status, name).toBe(404);
    }
    expect((await ask(`/${id}/cast`, undefined, { method: "POST" })).status).toBe(405);
  });

  it("has no body where only its head is asked for", async () => {
    const answer = await ask(`/${await theId()}/cast`, undefined, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });
});

describe("deleting", () => {
  it("takes one, for its learner, once its terminal is closed", async () => {
    const id = await theId();
    const del = (cookie?: string) => ask(`/${id}`, cookie, { method: "DELETE" });
    const refused = await del();
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      error: { message: "This terminal is still open. Close it, then its recording can be deleted." },
    });
    await endSession();
    expect((await del(await app.newCookie())).status).toBe(404);
    expect((await del()).status).toBe(204);
    expect((await del()).status).toBe(404);
    expect((await listOf()).recordings).toEqual([]);
  });

  it("takes all of them, and no other learner's", async () => {
    await theId();
    const bob = await app.learner();
    await bob.ready(app.lesson("one"));
    await bob.terminal();
    await bob.untilScreen("$ ");
    await endSession();
    await expect.poll(async () => (await listOf(bob.cookie)).recordings.length).toBe(1);
    expect((await ask("", undefined, { method: "DELETE" })).status).toBe(204);
    expect((await listOf()).recordings).toEqual([]);
    expect((await listOf(bob.cookie)).recordings).toHaveLength(1);
  });

  it("is not done for another site", async () => {
    await theId();
    await endSession();
    const headers = { origin: "https://elsewhere.example" };
    expect((await ask("", undefined, { method: "DELETE", headers })).status).toBe(403);
    expect((await listOf()).recordings).toHaveLength(1);
  });
});

describe("downloads under way", () => {
  it("are three at most; one that is broken off makes room", async () => {
    const id = await theId();
    const open = shelf.open.bind(shelf);
    shelf.open = async (learnerId, recordingId) => {
      const download = await open(learnerId, recordingId);
      return download && { ...download, content: endless() };
    };
    const begin = () =>
      new Promise<http.IncomingMessage>((resolve, reject) => {
        const { cookie } = alice;
        http
          .get(`${app.url}/api/recordings/${id}/cast`, { headers: { cookie }, agent: false }, (answer) =>
            resolve(answer.on("error", () => {})),
          )
          .on("error", reject);
      });
    const three = await Promise.all([begin(), begin(), begin()]);
    expect(three.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect((await begin()).statusCode).toBe(429);
    three[0]?.destroy();
    await expect.poll(async () => (await begin()).statusCode).toBe(200);
  });
});

/** More than any connection takes unread. */
async function* endless() {
  for (;;) yield "x".repeat(1_000_000);
}

it("a file's name holds what is safe in a header and on every disk", () => {
  const begunAt = new Date("2026-05-01T10:02:03Z");
  const name = castFileName({ lessonId: "one", terminal: 'grün/"x"\r\nweb 日本', begunAt });
  expect(name).toBe("slipway-one-gr-n-x-web-20260501-1002.cast");
});
