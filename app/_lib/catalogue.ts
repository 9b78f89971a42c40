import { normaliseImageName } from "../../server/lessons/image-name.ts";
import type { Course, Lesson } from "../../server/lessons/schema.ts";
import { serverModule } from "./server-module.ts";

type CatalogueFacts = typeof import("../../server/lessons/catalogue-facts.ts");
type Environment = typeof import("../../server/env.ts");

/** What is known of an image of the mirror. */
export type CatalogueFact = Awaited<ReturnType<CatalogueFacts["readCatalogueFacts"]>>[number];

/** The images of this lab's mirror; none while it has not been made. Read anew each time: set-up may make it. */
export async function readCatalogue(): Promise<readonly CatalogueFact[]> {
  const [facts, environment] = await Promise.all([
    serverModule("lessons/catalogue-facts.ts") as Promise<CatalogueFacts>,
    serverModule("env.ts") as Promise<Environment>,
  ]);
  return facts.readCatalogueFacts(environment.readSettings(process.env).dataDir);
}

/** The image's name without its tag. */
export function repositoryOf({ name }: Pick<CatalogueFact, "name">): string {
  return name.replace(/:[^:/]*$/, "");
}

/** Lessons that name the image, under any of its tags, in the order of the course. */
export function lessonsWith(
  { name, tags }: Pick<CatalogueFact, "name" | "tags">,
  { tracks }: Pick<Course, "tracks">,
): readonly Lesson[] {
  const repository = repositoryOf({ name });
  const names = new Set([name, ...tags.map((tag) => `${repository}:${tag}`)].map(normaliseImageName));
  return tracks
    .flatMap((track) => track.lessons)
    .filter(({ images }) => images.some((image) => names.has(normaliseImageName(image))));
}

const MB = 1_000_000;

/** Bytes as `docker images` says them: "1.1 MB", "52 MB", "13 kB". */
export function sizeWords(bytes: number): string {
  if (bytes < MB) return `${Math.max(1, Math.round(bytes / 1_000))} kB`;
  return `${bytes < 10 * MB ? (bytes / MB).toFixed(1) : Math.round(bytes / MB)} MB`;
}
