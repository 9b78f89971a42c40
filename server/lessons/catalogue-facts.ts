import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

/** What there is to say of one image of the catalogue. */
export const CatalogueFact = z.object({
  /** As lessons name it: `alpine:3.19`; without a tag it is `latest`. */
  name: z.string(),
  /** Every tag, the one in `name` first: `["3.19", "latest"]`. */
  tags: z.array(z.string()),
  /** One sentence: what is in it, and where it comes from. */
  description: z.string(),
  /** One sentence: what lessons use it for. */
  use: z.string(),
  /** Built here, in place of an image that others publish. */
  standIn: z.boolean(),
  /** `["linux/amd64", "linux/arm64"]`; the numbers below are those of the first, this machine's own. */
  platforms: z.array(z.string()),
  /** What a pull transfers at most, in bytes. */
  transferSize: z.number(),
  /** What `docker images` shows, in bytes. */
  unpackedSize: z.number(),
  /** How many layers. */
  layers: z.number(),
  /** What `docker pull` prints: `sha256:...`; of the manifest list where there are several platforms. */
  digest: z.string(),
});
export type CatalogueFact = z.infer<typeof CatalogueFact>;

/** Written whenever the catalogue is published. */
export const catalogueFactsFile = (dataDir: string): string => path.join(dataDir, "mirror", "catalogue.json");

/** Facts of all published images, in the order of their folders; none before the first set-up. */
export async function readCatalogueFacts(dataDir: string): Promise<CatalogueFact[]> {
  const text = await readFile(catalogueFactsFile(dataDir), "utf8").catch((error) => {
    if (error.code === "ENOENT") return "[]";
    throw error;
  });
  return z.array(CatalogueFact).parse(JSON.parse(text));
}
