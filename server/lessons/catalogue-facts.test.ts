import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CatalogueFact, catalogueFactsFile, readCatalogueFacts } from "./catalogue-facts.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(text: string): Promise<void> {
  await mkdir(path.dirname(catalogueFactsFile(folder)), { recursive: true });
  await writeFile(catalogueFactsFile(folder), text);
}

const fact: CatalogueFact = {
  name: "alpine:3.19",
  tags: ["3.19", "latest"],
  description: "A stand-in.",
  use: "To look around in.",
  standIn: true,
  platforms: ["linux/amd64", "linux/arm64"],
  transferSize: 1_000_000,
  unpackedSize: 2_000_000,
  layers: 1,
  digest: "sha256:0",
};

test("what was published is read back", async () => {
  await write(JSON.stringify([fact]));
  expect(await readCatalogueFacts(folder)).toEqual([fact]);
});

test("before the first set-up there are none", async () => {
  expect(await readCatalogueFacts(folder)).toEqual([]);
});

test("a file of another shape is refused", async () => {
  await write(JSON.stringify([{ ...fact, layers: "one" }]));
  await expect(readCatalogueFacts(folder)).rejects.toThrow(/layers/);
});
