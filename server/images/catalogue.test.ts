import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importChanges } from "./build-catalogue-image.ts";
import { loadCatalogue } from "./catalogue.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeImage(text: string): Promise<void> {
  await mkdir(path.join(folder, "one"), { recursive: true });
  await writeFile(path.join(folder, "one/image.yaml"), text);
}

test("the course's own catalogue can be used, and no name is taken twice", () => {
  const names = loadCatalogue().flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`));
  expect(names).toContain("library/alpine:3.19");
  expect(new Set(names).size).toBe(names.length);
});

test("a name without a tag is `latest`, and one word lies in the hub's library", async () => {
  await writeImage("{ name: nginx, tags: [stable], description: A stand-in., standIn: true, config: {} }");
  expect(loadCatalogue(folder)[0]).toMatchObject({ repository: "library/nginx", tags: ["latest", "stable"] });
});

test("a stand-in that does not say so, and an option that does not exist, are named", async () => {
  await writeImage("{ name: nginx, description: The real thing., standIn: true, config: { comand: [sh] } }");
  expect(() => loadCatalogue(folder)).toThrow(/one\/image\.yaml[\s\S]*comand/);
  await writeImage("{ name: nginx, description: The real thing., standIn: true, config: {} }");
  expect(() => loadCatalogue(folder)).toThrow(/must say that the image is a stand-in/);
});

test("the configuration becomes instructions of an import", async () => {
  await writeImage(
    "{ name: web, description: Ours., standIn: false, config: { cmd: [nginx, -g, daemon off;], ports: [80], stopSignal: SIGQUIT } }",
  );
  const [image] = loadCatalogue(folder);
  expect(image && importChanges(image)).toEqual(
    expect.arrayContaining(['CMD ["nginx","-g","daemon off;"]', "EXPOSE 80/tcp", "STOPSIGNAL SIGQUIT"]),
  );
});
