import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readOperatorToken, readOrCreateOperatorToken } from "./operator-token.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "slipway-token-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it("is made once, for its owner's eyes alone", async () => {
  expect(await readOperatorToken(dataDir)).toBeUndefined();
  const both = await Promise.all([readOrCreateOperatorToken(dataDir), readOrCreateOperatorToken(dataDir)]);
  expect(both[0]).toMatch(/^[\w-]{43}$/);
  expect(both[1]).toBe(both[0]);
  expect(await readOperatorToken(dataDir)).toBe(both[0]);
  expect((await stat(path.join(dataDir, "operator-token"))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(["operator-token"]);
});

it("is not taken from a file that holds none", async () => {
  await writeFile(path.join(dataDir, "operator-token"), "1234\n");
  await expect(readOrCreateOperatorToken(dataDir)).rejects.toThrow("holds no token");
});
