import { expect, it, vi } from "vitest";
import type { ExecResult } from "../sandbox/driver.ts";
import { sandboxGone } from "../sandbox/sandbox-error.ts";
import { fetchAhead } from "./fetch-ahead.ts";

const FETCHED: ExecResult = { exitCode: 0, stdout: "", stderr: "", truncated: false };
const REFUSED: ExecResult = { ...FETCHED, exitCode: 1, stderr: "no such image" };

/** A machine that has the images of `present`; `pull` answers for each image that is fetched. */
function machine(present: readonly string[], pull: (image: string) => Promise<ExecResult>) {
  const fetched: string[] = [];
  const logged: string[] = [];
  const over = new AbortController();
  const fetch = (images: readonly string[]) =>
    fetchAhead({
      engine: { get: async (path) => (present.includes(path) ? {} : undefined) },
      sandbox: {
        exec: (argv) => {
          fetched.push(argv.join(" "));
          return pull(argv.at(-1) ?? "");
        },
      },
      images,
      signal: over.signal,
      log: (message, error) => logged.push(`${message}: ${error}`),
    });
  return { fetch, fetched, logged, over };
}

it("fetches what is missing, in order, one after another", async () => {
  const pulls: (() => void)[] = [];
  const { fetch, fetched, logged } = machine(
    ["/images/nginx/json"],
    () => new Promise((resolve) => pulls.push(() => resolve(FETCHED))),
  );
  const done = fetch(["python:3.10-alpine", "nginx", "slipway/tide:1.4.2"]);
  await vi.waitFor(() => expect(pulls).toHaveLength(1));
  expect(fetched).toEqual(["nice docker pull --quiet python:3.10-alpine"]);
  pulls[0]?.();
  await vi.waitFor(() => expect(pulls).toHaveLength(2));
  pulls[1]?.();
  await done;
  expect(fetched.slice(1)).toEqual(["nice docker pull --quiet slipway/tide:1.4.2"]);
  expect(logged).toEqual([]);
});

it("ends with the first that fails, in one line for the operator", async () => {
  const { fetch, fetched, logged } = machine([], async () => REFUSED);
  await fetch(["nginx", "alpine:3.19"]);
  expect(fetched).toHaveLength(1);
  expect(logged).toEqual([
    "image nginx could not be fetched ahead: Error: docker pull ended with 1: no such image",
  ]);
});

it("says nothing of a machine that ends meanwhile, and does not touch it again", async () => {
  const { fetch, fetched, logged, over } = machine([], async () => {
    over.abort();
    throw sandboxGone("s");
  });
  await fetch(["nginx", "alpine:3.19"]);
  expect(fetched).toHaveLength(1);
  expect(logged).toEqual([]);
});
