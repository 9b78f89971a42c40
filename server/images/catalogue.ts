import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Architecture, hostArchitecture } from "./architecture.ts";

export const CATALOGUE_FOLDER = path.join(import.meta.dirname, "../../lessons/images");

const Tag = z.string().regex(/^[\w][\w.-]{0,127}$/, "is no image tag");

const Label = z.string().regex(/^[a-z][a-z0-9.-]*$/, "is no label");

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
  labels: z.record(Label, z.string()).default({}),
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
    /** One sentence: what lessons use it for. */
    use: z.string().min(1).max(200),
    /** Built here, in place of an image that others publish. */
    standIn: z.boolean(),
    /** Folder of the image that this one is built on: its layers come first, and its configuration is inherited. */
    from: z.string().optional(),
    /** Built for each of these too; always for this machine's own architecture. */
    architectures: z.array(z.enum(["amd64", "arm64"])).default([]),
    /** Unpacked with what they depend on, not configured: the image needs no shell for it. */
    packages: z.array(z.string()).default([]),
    /** Packages that those ask for and the image can do without, with all that only these ask for. */
    without: z.array(z.string()).default([]),
    /** Paths of packages that are not unpacked; `*` stands for anything. */
    leaveOut: z.array(z.string().regex(/^[^/]/, "begins without a slash")).default([]),
    /** Packages unpacked beside the image, without what they depend on, for `finish.sh` to take from. */
    material: z.array(z.string()).default([]),
    config: ImageConfig,
  })
  .refine(({ standIn, description }) => !standIn || /stand-in/i.test(description), {
    path: ["description"],
    message: "must say that the image is a stand-in",
  });

export interface CatalogueImage extends Omit<z.infer<typeof ImageFile>, "from"> {
  /** In the registry: `library/alpine`. */
  readonly repository: string;
  /** Every tag, the one in `name` first. */
  readonly tags: string[];
  /** This machine's own first. */
  readonly architectures: Architecture[];
  /** What it is built on. */
  readonly base: CatalogueImage | undefined;
  /** Absolute: `image.yaml`, and where there are any `rootfs/` and `finish.sh`. */
  readonly folder: string;
}

function readImage(folder: string, readBase: (folder: string) => CatalogueImage): CatalogueImage {
  const file = path.join(folder, "image.yaml");
  const parsed = ImageFile.safeParse(parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file} cannot be used:\n${z.prettifyError(parsed.error)}`);
  const { from, ...own } = parsed.data;
  const [repository = "", tag = "latest"] = own.name.split(":");
  const here = hostArchitecture();
  const architectures = [here, ...own.architectures.filter((each) => each !== here)];
  const base = from === undefined ? undefined : readBase(path.join(path.dirname(folder), from));
  const lacking = architectures.find((each) => base !== undefined && !base.architectures.includes(each));
  if (lacking !== undefined) throw new Error(`${file} cannot be used: ${from} is not built for ${lacking}.`);
  return {
    ...own,
    architectures,
    base,
    repository: repository.includes("/") ? repository : `library/${repository}`,
    tags: [...new Set([tag, ...own.tags])],
    folder,
  };
}

/** All images of the catalogue, by folder name. Throws one error that names file and field. */
export function loadCatalogue(folder: string = CATALOGUE_FOLDER): CatalogueImage[] {
  const read = new Map<string, CatalogueImage>();
  const load = (place: string, above: readonly string[]): CatalogueImage => {
    if (above.includes(place)) throw new Error(`${place}/image.yaml cannot be used: it is built on itself.`);
    const image = read.get(place) ?? readImage(place, (base) => load(base, [...above, place]));
    read.set(place, image);
    return image;
  };
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name))
    .sort()
    .map((place) => load(place, []));
}

/** The same images, each behind the one it is built on. */
export function basesFirst(catalogue: readonly CatalogueImage[]): CatalogueImage[] {
  const ordered = new Set<CatalogueImage>();
  const add = (image: CatalogueImage) => {
    if (image.base !== undefined && catalogue.includes(image.base)) add(image.base);
    ordered.add(image);
  };
  for (const image of catalogue) add(image);
  return [...ordered];
}
