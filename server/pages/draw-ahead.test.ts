import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { makeNonce } from "../http/security-headers.ts";
import type { LessonId, TrackId } from "../protocol/ids.ts";
import { drawer } from "./draw.ts";
import { drawAhead } from "./draw-ahead.ts";
import { servePages } from "./serve-pages.ts";

const LESSONS = ["images", "networks"].map((id) => ({
  trackId: "containers" as TrackId,
  id: id as LessonId,
}));

function pagesThat(answer: (url: string, response: ServerResponse) => void) {
  const drawn: string[] = [];
  const pages = servePages({
    async handle({ url = "" }: IncomingMessage, response) {
      drawn.push(url);
      answer(url, response);
    },
    progressOf: async () => ({ passes: [], place: undefined }),
    keeps: true,
  });
  return { drawn, pages };
}

function show(url: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/html" });
  response.end(url);
}

it("a first comer's page is there before anybody asks", async () => {
  const { drawn, pages } = pagesThat(show);
  await drawAhead(pages, LESSONS);
  const before = [...drawn];
  const ask = drawer(pages);
  for (const url of ["/", "/learn/containers/images", "/learn/containers/networks?step=1"]) {
    const page = await ask({ url, headers: { accept: "text/html,*/*", "x-nonce": makeNonce() } });
    expect(String(page.body)).toBe(url);
  }
  expect(drawn).toEqual(before);
  expect(drawn).toHaveLength(5);
});

it("what cannot be drawn keeps nothing else from being drawn", async () => {
  const { drawn, pages } = pagesThat((url, response) => {
    if (url === "/") response.destroy();
    else show(url, response);
  });
  await drawAhead(pages, LESSONS);
  expect(drawn).toHaveLength(5);
});
