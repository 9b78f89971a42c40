import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { proxyToPages } from "./proxy-to-pages.ts";

let folder: string;
const closers: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-pages-"));
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await rm(folder, { recursive: true, force: true });
});

async function listen(server: http.Server, where: string | number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(where, resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}

/** A public server before pages that answer as `pages` does; none at all without. */
async function proxied(pages?: http.RequestListener): Promise<string> {
  const socketPath = path.join(folder, "pages.sock");
  if (pages !== undefined) await listen(http.createServer(pages), socketPath);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
  const front = http.createServer((request, response) =>
    proxyToPages(request, response, { socketPath, agent, pageMs: 150 }, {}, {}),
  );
  await listen(front, 0);
  return `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
}

it("answers for pages that are not there, and the page comes back by itself", async () => {
  const answer = await fetch(await proxied());
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("2");
  const text = await answer.text();
  expect(text).toContain("The pages are starting");
  expect(text).toContain('http-equiv="refresh"');
});

it("answers for pages that hang, also when more are asked for than may be asked at a time", async () => {
  const url = await proxied(() => {});
  const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(url)));
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("The pages do not answer");
  }
});

it("asks again where the pages give up a kept connection just as it is used", async () => {
  const answered = new WeakSet<object>();
  const url = await proxied(({ socket }, response) => {
    if (answered.has(socket)) return void socket.destroy();
    answered.add(socket);
    response.end("the page");
  });
  for (let round = 1; round <= 3; round++) {
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, "the page"]);
  }
});

it("does not cut a page short that has begun in time and takes long", async () => {
  const url = await proxied((_, response) => {
    response.write("begun");
    setTimeout(() => response.end(" and done"), 400);
  });
  expect(await (await fetch(url)).text()).toBe("begun and done");
});
