import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Report } from "./course-error.ts";
import { normaliseImageName } from "./image-name.ts";
import { readYaml } from "./read-yaml.ts";

/** All that lessons need of an image's description; the rest is the mirror's. */
const CatalogueEntry = z.object({ name: z.string().min(1), tags: z.array(z.string()).default([]) });

/** Names of the catalogue's images, normalised; `undefined` when the course has no `images` folder. */
export async function readCatalogue(lessonsDir: string, report: Report): Promise<Set<string> | undefined> {
  const folder = path.join(lessonsDir, "images");
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return undefined;
  const names = new Set<string>();
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const file = path.join("images", entry.name, "image.yaml");
    const text = await readFile(path.join(lessonsDir, file), "utf8").catch(() => undefined);
    const image = text === undefined ? undefined : readYaml(text, CatalogueEntry, { file }, report).value;
    for (const name of image === undefined ? [] : namesOf(image)) names.add(normaliseImageName(name));
  }
  return names;
}

/** Its name, and the same repository under each further tag. */
function namesOf({ name, tags }: z.infer<typeof CatalogueEntry>): string[] {
  const repository = name.replace(/:[^:/]*$/, "");
  return [name, ...tags.map((tag) => `${repository}:${tag}`)];
}
