import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readOrCreateSecret } from "./cookie-secret.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "slipway-secret-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it("makes a secret that only its owner can read, and keeps it", async () => {
  const secret = await readOrCreateSecret(path.join(dataDir, "new"));
  expect(secret).toHaveLength(32);
  expect(await readOrCreateSecret(path.join(dataDir, "new"))).toEqual(secret);
  expect((await stat(path.join(dataDir, "new/cookie-secret"))).mode & 0o777).toBe(0o600);
});

it("gives one secret to all who start at once, and leaves no draft", async () => {
  const secrets = await Promise.all(Array.from({ length: 12 }, () => readOrCreateSecret(dataDir)));
  expect(new Set(secrets.map((secret) => secret.toString("hex"))).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(["cookie-secret"]);
});

it("refuses a damaged secret", async () => {
  await writeFile(path.join(dataDir, "cookie-secret"), "short");
  await expect(readOrCreateSecret(dataDir)).rejects.toThrow("must hold 32 bytes, but holds 5");
});
