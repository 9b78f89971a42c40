import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { requireOwnDatabase } from "./require-own-database.ts";

it("takes a new data folder and one with its database, and refuses one that has lost it", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-data-"));
  await requireOwnDatabase(folder);
  await writeFile(path.join(folder, "cookie-secret"), "");
  await expect(requireOwnDatabase(folder)).rejects.toThrow(/slipway\.db is gone.*put it back/);
  await writeFile(path.join(folder, "slipway.db"), "");
  await requireOwnDatabase(folder);
  await rm(folder, { recursive: true });
});
