import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { refuses } from "../testing/attempt.ts";
import { type HostListener, hostListener } from "../testing/host-listener.ts";
import { readContainerList } from "./container-facts.ts";
import { curl } from "./curl.ts";
import { quote } from "./quote.ts";

/** An attacker answers the requests of a check, and names things so that the page would show more than a name. */

/** Milliseconds. Twice what a check waits for a page. */
const HELD_MS = 4_000;
const PAGE_BYTES = 64 * 1024;

let home: string;
let elsewhere: HostListener;
let handler: http.RequestListener = (_request, response) => response.end();
const server = http.createServer((request, response) => handler(request, response));
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "slipway-attempt-"));
  elsewhere = await hostListener({ host: "127.0.0.1" });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => server.closeAllConnections());
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await elsewhere.close();
  await rm(home, { recursive: true });
});

/** One GET; resolves with what was read, at the latest when it is cut off. */
type Request = (url: string, env?: Record<string, string>) => Promise<string>;
function runCurl(argv: readonly string[], env: Record<string, string>) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string; truncated: boolean }>((resolve) => {
    const [file = "", ...args] = argv;
    const options = {
      timeout: HELD_MS,
      maxBuffer: 64 * PAGE_BYTES,
      // The attacker's own: what curl reads there is theirs.
      env: { ...process.env, HOME: home, ...env },
    };
    const child = execFile(file, args, options, (_error, stdout, stderr) =>
      resolve({
        exitCode: child.exitCode ?? -1,
        stdout: String(stdout),
        stderr: String(stderr),
        truncated: false,
      }),
    );
  });
}
const ours: Request = async (url, env = {}) => {
  const place = { exec: (argv: readonly string[]) => runCurl(argv, env) } as unknown as Sandbox;
  const answer = await curl(place, url);
  return answer.outcome === "answered" ? answer.body : "";
};
const naive: Request = async (url, env = {}) =>
  (await runCurl(["curl", "--silent", "--location", url], env)).stdout;
const control = { kind: "a naive way to do the same", place: () => naive } as const;

const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const there = () => `http://127.0.0.1:${elsewhere.port}/`;
const holds = (listener: http.RequestListener) => async (request: Request) => {
  handler = listener;
  const begun = performance.now();
  await request(here()).catch(() => {});
  return performance.now() - begun >= HELD_MS - 500;
};
const leads =
  (listener: http.RequestListener, env?: () => Record<string, string>) => async (request: Request) => {
    handler = listener;
    const before = elsewhere.visits();
    await request(here(), env?.()).catch(() => {});
    return elsewhere.visits() > before;
  };

describe("as a web server that a check asks, nobody can", () => {
  refuses(
    () => ours,
    [
      {
        wants: "make it read more than a page",
        tried: async (request) => {
          handler = (_request, response) => response.end("x".repeat(16 * PAGE_BYTES));
          return (await request(here())).length > PAGE_BYTES;
        },
        control,
      },
      {
        wants: "make it read more than a page in pieces",
        tried: async (request) => {
          handler = (_request, response) => {
            for (let n = 0; n < 32; n += 1) response.write("x".repeat(PAGE_BYTES));
            response.end();
          };
          return (await request(here())).length > PAGE_BYTES;
        },
        control,
      },
      { wants: "keep it waiting by saying nothing", tried: holds(() => {}), control },
      {
        wants: "keep it waiting by a letter now and then",
        tried: holds((_request, response) => {
          const timer = setInterval(() => response.write("x"), 50);
          response.once("close", () => clearInterval(timer));
        }),
        control,
      },
      {
        wants: "lead it elsewhere by a redirect",
        tried: leads((_request, response) => response.writeHead(302, { location: there() }).end()),
        control,
      },
      {
        wants: "lead it elsewhere by a proxy setting",
        tried: leads(
          (_request, response) => response.end(),
          () => ({ http_proxy: there() }),
        ),
        control,
      },
      {
        wants: "lead it elsewhere by curl's own settings",
        tried: async (request) => {
          await writeFile(path.join(home, ".curlrc"), `url = "${there()}"\n`);
          try {
            return await leads((_request, response) => response.end())(request);
          } finally {
            await rm(path.join(home, ".curlrc"));
          }
        },
        control,
      },
    ],
  );
});

describe("by the shape of an answer nobody can", () => {
  /** A way to make sense of what the engine answers. */
  type Reading = (reply: unknown) => Promise<unknown>;
  const ours: Reading = (reply) => readContainerList({ get: async () => reply } as unknown as EngineClient);
  const naive: Reading = async (reply) => JSON.parse(JSON.stringify(reply));
  const nested = (depth: number) => JSON.parse(`[{"Id":${"[".repeat(depth)}${"]".repeat(depth)}}]`);
  refuses(
    () => ours,
    [
      {
        wants: "exhaust the server's stack by brackets in brackets",
        tried: (read) =>
          read(nested(200_000)).then(
            () => false,
            (error: unknown) => error instanceof RangeError,
          ),
        control: { kind: "a naive way to do the same", place: () => naive },
      },
    ],
  );
});

describe("by the name of a thing nobody can", () => {
  type Shown = (name: string) => string;
  const oursShown: Shown = (name) => `Container ${quote(name)} is there.`;
  const naiveShown: Shown = (name) => `Container \`${name}\` is there.`;
  const control = { kind: "a naive way to do the same", place: () => naiveShown } as const;
  const shows = (name: string, sign: RegExp) => async (shown: Shown) => sign.test(shown(name));
  refuses(
    () => oursShown,
    [
      {
        wants: "put control characters on the page",
        tried: shows("web\x1b]0;owned\x07", /\p{Cc}/u),
        control,
      },
      {
        wants: "turn the direction of its text",
        tried: shows("web\u202egnp.exe", /[\u202a-\u202e\u2066-\u2069]/),
        control,
      },
      {
        wants: "end the quotation and go on in the lab's own voice",
        tried: shows("web` is wrong. Type `rm", /` is wrong/),
        control,
      },
      { wants: "fill the page", tried: shows("w".repeat(10_000), /w{200}/), control },
    ],
  );
});
