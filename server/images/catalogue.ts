import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

export const CATALOGUE_FOLDER = path.join(import.meta.dirname, "../../lessons/images");

const Tag = z.string().regex(/^[\w][\w.-]{0,127}$/, "is no image tag");

/** How a container of the image starts, in the words of the OCI image specification. */
const ImageConfig = z.strictObject({
  entrypoint: z.array(z.string()).optional(),
  cmd: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).default({}),
  /** TCP ports the image declares. */
  ports: z.array(z.int().min(1).max(65_535)).default([]),
  workdir: z.string().startsWith("/").optional(),
  user: z.string().optional(),
  volumes: z.array(z.string().startsWith("/")).default([]),
  stopSignal: z
    .string()
    .regex(/^SIG[A-Z]+$/)
    .optional(),
});

/** `image.yaml`: what an image is called, what it is made of, and how it starts. */
const ImageFile = z
  .strictObject({
    /** As lessons name it, e.g. `alpine:3.19`; without a tag it is `latest`. */
    name: z.string().regex(/^[a-z0-9]+([._/-][a-z0-9]+)*(:[\w][\w.-]{0,127})?$/, "is no image name"),
    /** Further tags of the same image. */
    tags: z.array(Tag).default([]),
    /** One sentence, shown to learners and kept in the image. */
    description: z.string().min(1).max(300),
    /** Built here, in place of an image that others publish. */
    standIn: z.boolean(),
    /** Unpacked with what they depend on, not configured: the image needs no shell for it. */
    packages: z.array(z.string()).default([]),
    config: ImageConfig,
  })
  .refine(({ standIn, description }) => !standIn || /stand-in/i.test(description), {
    path: ["description"],
    message: "must say that the image is a stand-in",
  });

export interface CatalogueImage extends z.infer<typeof ImageFile> {
  /** In the registry: `library/alpine`. */
  readonly repository: string;
  /** Every tag, the one in `name` first. */
  readonly tags: string[];
  /** Absolute: `image.yaml`, and where there are any `rootfs/` (laid over the packages) and `finish.sh`. */
  readonly folder: string;
}

function readImage(folder: string): CatalogueImage {
  const file = path.join(folder, "image.yaml");
  const parsed = ImageFile.safeParse(parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file} cannot be used:\n${z.prettifyError(parsed.error)}`);
  const [repository = "", tag = "latest"] = parsed.data.name.split(":");
  return {
    ...parsed.data,
    repository: repository.includes("/") ? repository : `library/${repository}`,
    tags: [...new Set([tag, ...parsed.data.tags])],
    folder,
  };
}

/** All images of the catalogue, by folder name. Throws one error that names file and field. */
export function loadCatalogue(folder: string = CATALOGUE_FOLDER): CatalogueImage[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name))
    .sort()
    .map(readImage);
}
