import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { basesFirst, loadCatalogue } from "./catalogue.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeImage(fields: string, name = "one"): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, "image.yaml"), `{ use: For a test., ${fields} }`);
}

test("the course's own catalogue can be used, and no name is taken twice", () => {
  const names = loadCatalogue().flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`));
  expect(names).toContain("library/alpine:3.19");
  expect(new Set(names).size).toBe(names.length);
});

test("a name without a tag is `latest`, and one word lies in the hub's library", async () => {
  await writeImage("name: nginx, tags: [stable], description: A stand-in., standIn: true, config: {}");
  expect(loadCatalogue(folder)[0]).toMatchObject({ repository: "library/nginx", tags: ["latest", "stable"] });
});

test("a stand-in that does not say so, and an option that does not exist, are named", async () => {
  await writeImage("name: nginx, description: The real thing., standIn: true, config: { comand: [sh] }");
  expect(() => loadCatalogue(folder)).toThrow(/one\/image\.yaml[\s\S]*comand/);
  await writeImage("name: nginx, description: The real thing., standIn: true, config: {}");
  expect(() => loadCatalogue(folder)).toThrow(/must say that the image is a stand-in/);
});

test("an image comes after the one it is built on", async () => {
  await writeImage("name: app, description: Ours., standIn: false, from: two, config: {}", "one");
  await writeImage("name: base, description: Ours., standIn: false, config: {}", "two");
  const catalogue = loadCatalogue(folder);
  expect(catalogue.map(({ name }) => name)).toEqual(["app", "base"]);
  expect(basesFirst(catalogue).map(({ name }) => name)).toEqual(["base", "app"]);
  expect(catalogue[0]?.base).toBe(catalogue[1]);
});

test("an image cannot be built on itself, nor for a processor that its base is not built for", async () => {
  await writeImage("name: app, description: Ours., standIn: false, from: two, config: {}", "one");
  await writeImage("name: base, description: Ours., standIn: false, from: one, config: {}", "two");
  expect(() => loadCatalogue(folder)).toThrow(/built on itself/);
  await writeImage("name: base, description: Ours., standIn: false, config: {}", "two");
  await writeImage(
    "name: app, description: Ours., standIn: false, from: two, architectures: [amd64, arm64], config: {}",
    "one",
  );
  expect(() => loadCatalogue(folder)).toThrow(/one\/image\.yaml cannot be used: two is not built for a/);
});
