import { isIPv4 } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Sandbox } from "../sandbox/driver.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** What became of a request. Only `answered` comes with a status and a body. */
export type HttpAnswer =
  | { readonly outcome: "answered"; readonly status: number; readonly body: string }
  | { readonly outcome: "refused" }
  | { readonly outcome: "silent" | "slow" | "too-long" };

/** Seconds. A page of a lesson comes in milliseconds; a learner waits for the tick. */
const MAX_SECONDS = 2;
const MAX_PAGE_BYTES = 64 * 1024;
const EXEC_MS = 5000;
/** A server listens a moment after its container runs, and no event tells of it. Milliseconds before it is asked again. */
const STARTING_MS = [100, 200, 400];

/** curl's exit codes that speak about the server, not about curl. */
const OUTCOMES: Record<number, "refused" | "silent" | "slow" | "too-long"> = {
  7: "refused",
  28: "slow",
  52: "silent",
  56: "silent",
  63: "too-long",
};

/**
 * One GET from inside the sandbox, to an IPv4 address and port: no name is looked up, no redirect followed. Asked again
 * for a moment where something is there that may just be starting.
 */
export async function curl(
  sandbox: Sandbox,
  url: string,
  { accept }: { accept?: string } = {},
): Promise<HttpAnswer> {
  const { hostname } = new URL(url);
  if (!isIPv4(hostname)) throw new Error(`invariant: ${url} names no address`);
  let answer = await ask(sandbox, url, accept);
  for (const pause of STARTING_MS) {
    if (!mayBeStarting(answer, hostname)) break;
    await delay(pause);
    answer = await ask(sandbox, url, accept);
  }
  return answer;
}

/** The engine listens at a published port before the server does; a container's own address is there from its start. */
const mayBeStarting = ({ outcome }: HttpAnswer, hostname: string): boolean =>
  outcome === "silent" || (outcome === "refused" && !hostname.startsWith("127."));

async function ask(sandbox: Sandbox, url: string, accept: string | undefined): Promise<HttpAnswer> {
  const limits = ["--max-time", String(MAX_SECONDS), "--max-filesize", String(MAX_PAGE_BYTES)];
  const plain = ["--disable", "--silent", "--globoff", "--path-as-is", "--noproxy", "*", "--proto", "=http"];
  const headers = accept === undefined ? [] : ["--header", `Accept: ${accept}`];
  const { exitCode, stdout, stderr, truncated } = await sandbox.exec(
    ["curl", ...plain, ...limits, ...headers, "--write-out", "\n%{http_code}", "--", url],
    { timeoutMs: EXEC_MS },
  );
  const outcome = OUTCOMES[exitCode];
  if (outcome === "refused") return { outcome };
  if (outcome !== undefined) return { outcome };
  const end = stdout.lastIndexOf("\n");
  // An older curl, or one of the learner's, does not count what comes in pieces.
  if (truncated || end > MAX_PAGE_BYTES) return { outcome: "too-long" };
  const status = Number(stdout.slice(end + 1));
  if (exitCode !== 0 || end === -1 || !Number.isInteger(status)) {
    throw new SandboxError({
      code: "sandbox-failed",
      learnerMessage: "No request could be made on your machine. Look again in a moment.",
      detail: `curl exited with ${exitCode}: ${stderr.slice(0, 200)}`,
    });
  }
  return { outcome: "answered", status, body: stdout.slice(0, end) };
}
