import http from "node:http";

const ASSET = /(?:src|href)="(\/_next\/[^"]+)"/g;

interface Answer {
  readonly text: string;
  readonly cookie: string | undefined;
}

function get(url: string, agent: http.Agent, headers: http.OutgoingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} was answered with ${response.statusCode}`));
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (piece) => {
        text += piece;
      });
      response.once("error", reject);
      response.once("end", () =>
        resolve({ text, cookie: response.headers["set-cookie"]?.[0]?.split(";", 1)[0] }),
      );
    });
    request.once("error", reject);
  });
}

/**
 * Loads a page as a browser does that was never here: the page, then all scripts and styles that it names, over six
 * connections. Gives the cookie that came with it.
 */
export async function loadPage(address: string): Promise<string> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });
  try {
    const page = await get(address, agent, { accept: "text/html" });
    const assets = new Set([...page.text.matchAll(ASSET)].map(([, path = ""]) => path));
    await Promise.all([...assets].map((path) => get(new URL(path, address).href, agent, {})));
    if (page.cookie === undefined) throw new Error("the page gave no cookie");
    return page.cookie;
  } finally {
    agent.destroy();
  }
}
