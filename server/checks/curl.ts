import { isIPv4 } from "node:net";
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

/** curl's exit codes that speak about the server, not about curl. */
const OUTCOMES: Record<number, "refused" | "silent" | "slow" | "too-long"> = {
  7: "refused",
  28: "slow",
  52: "silent",
  56: "silent",
  63: "too-long",
};

/** One GET from inside the sandbox, to an IPv4 address and port: no name is looked up, no redirect followed. */
export async function curl(
  sandbox: Sandbox,
  url: string,
  { accept }: { accept?: string } = {},
): Promise<HttpAnswer> {
  if (!isIPv4(new URL(url).hostname)) throw new Error(`invariant: ${url} names no address`);
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
