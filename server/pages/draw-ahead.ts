import type { RequestListener } from "node:http";
import { makeNonce } from "../http/security-headers.ts";
import type { Lesson } from "../lessons/schema.ts";
import { drawer } from "./draw.ts";

/** What somebody asks for who comes for the first time: the front page, then a lesson. */
const addressesOf = (lessons: readonly Pick<Lesson, "trackId" | "id">[]): string[] => [
  "/",
  ...lessons.flatMap(({ trackId, id }) => {
    const lesson = `/learn/${trackId}/${id}`;
    return [lesson, `${lesson}?step=1`];
  }),
];

/**
 * Asks the pages for what first comers ask for, one after another, so that it is kept before anybody does: the first
 * page that Next draws takes seconds, and a whole class would wait for it. Never rejects: what fails now is drawn, or
 * fails, when somebody asks.
 */
export async function drawAhead(
  pages: RequestListener,
  lessons: readonly Pick<Lesson, "trackId" | "id">[],
): Promise<void> {
  const draw = drawer(pages);
  for (const url of addressesOf(lessons)) {
    const headers = { host: "pages", accept: "text/html", "accept-encoding": "gzip", "x-nonce": makeNonce() };
    await draw({ url, headers }).catch(() => undefined);
  }
}
