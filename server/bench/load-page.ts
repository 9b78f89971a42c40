import http from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** A page that still is not there after as many reloads is not waited for. */
const MOST_RELOADS = 10;
const ASSET = /(?:src|href)="(\/_next\/[^"]+)"/g;

interface Answer {
  readonly text: string;
  readonly cookie: string | undefined;
  /** The page asks to be loaded again then: the pages are not up, or too busy. Seconds. */
  readonly reloadAfter: number | undefined;
}

interface LoadedPage {
  readonly cookie: string;
  /** How often it had to be loaded again, as a browser does when it is told to. */
  readonly reloads: number;
}

function get(url: string, agent: http.Agent, headers: http.OutgoingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers }, (response) => {
      const { statusCode } = response;
      const again = statusCode === 503 ? response.headers["retry-after"] : undefined;
      if (statusCode !== 200 && again === undefined) {
        reject(new Error(`${url} was answered with ${statusCode}`));
      }
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (piece) => {
        text += piece;
      });
      response.once("error", reject);
      response.once("end", () =>
        resolve({
          text,
          cookie: response.headers["set-cookie"]?.[0]?.split(";", 1)[0],
          reloadAfter: again === undefined ? undefined : Number(again),
        }),
      );
    });
    request.once("error", reject);
  });
}

/**
 * Loads a page as a browser does that was never here: the page, again when it says so, then all scripts and styles that
 * it names, over six connections.
 */
export async function loadPage(address: string): Promise<LoadedPage> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });
  try {
    let page = await get(address, agent, { accept: "text/html" });
    let reloads = 0;
    let { cookie } = page;
    for (; page.reloadAfter !== undefined; reloads += 1) {
      if (reloads === MOST_RELOADS) throw new Error("the page did not come");
      await delay(page.reloadAfter * 1000);
      page = await get(address, agent, { accept: "text/html", ...(cookie !== undefined && { cookie }) });
      cookie ??= page.cookie;
    }
    const assets = new Set([...page.text.matchAll(ASSET)].map(([, path = ""]) => path));
    await Promise.all([...assets].map((path) => get(new URL(path, address).href, agent, {})));
    if (cookie === undefined) throw new Error("the page gave no cookie");
    return { cookie, reloads };
  } finally {
    agent.destroy();
  }
}
