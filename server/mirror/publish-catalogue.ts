import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Architecture } from "../images/architecture.ts";
import type { PackageStores } from "../images/build-layers.ts";
import { basesFirst, type CatalogueImage, loadCatalogue } from "../images/catalogue.ts";
import { catalogueImageHash } from "../images/catalogue-image-hash.ts";
import { type Distribution, hostDistribution } from "../images/distribution.ts";
import { openPackageStore, type PackageStore } from "../images/package-store.ts";
import { runCommand } from "../images/run-command.ts";
import { withTempFolder } from "../images/temp-folder.ts";
import { type CatalogueFact, catalogueFactsFile } from "../lessons/catalogue-facts.ts";
import { registryFolder } from "./mirror-folders.ts";
import { publishImage } from "./publish-image.ts";
import { registryConfig } from "./registry-config.ts";
import { withRegistryWriter } from "./registry-writer.ts";

const RECORD_FILE = "published.json";

/** What lies in the registry: by image name, what it was made of and what it became. */
const PublishedImages = z.record(
  z.string(),
  z.object({
    hash: z.string(),
    repository: z.string(),
    digest: z.string(),
    parts: z.array(z.string()).default([]),
    transferSize: z.number().default(0),
    unpackedSize: z.number().default(0),
    layers: z.number().default(0),
  }),
);
type PublishedImages = z.infer<typeof PublishedImages>;

export interface PublishOptions {
  /** Absolute. */
  readonly dataDir: string;
  /** One short line, for people. */
  readonly onProgress: (message: string) => void;
  /** The catalogue of the course unless given. */
  readonly catalogue?: readonly CatalogueImage[];
}

async function readRecord(storage: string): Promise<PublishedImages> {
  const text = await readFile(path.join(storage, RECORD_FILE), "utf8").catch((error) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return PublishedImages.parse(JSON.parse(text));
}

/** A file of this name is always whole. */
async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
}

const writeRecord = (storage: string, record: PublishedImages): Promise<void> =>
  writeWhole(path.join(storage, RECORD_FILE), JSON.stringify(record, null, 2));

/** Facts for people, of all images that are published; written when they are news. */
async function writeFacts(dataDir: string, catalogue: readonly CatalogueImage[], record: PublishedImages) {
  const facts = catalogue.flatMap((image): CatalogueFact[] => {
    const published = record[image.name];
    if (published === undefined) return [];
    const { transferSize, unpackedSize, layers, digest } = published;
    const { name, tags, description, use, standIn } = image;
    const platforms = image.architectures.map((architecture) => `linux/${architecture}`);
    return [{ name, tags, description, use, standIn, platforms, transferSize, unpackedSize, layers, digest }];
  });
  const file = catalogueFactsFile(dataDir);
  const text = JSON.stringify(facts, null, 2);
  if ((await readFile(file, "utf8").catch(() => "")) !== text) await writeWhole(file, text);
}

/** Each architecture's packages, opened once, when an image first asks for them. */
function packageStores(folder: string, distribution: Distribution): PackageStores {
  const opened = new Map<Architecture, Promise<PackageStore>>();
  return (architecture) => {
    const store =
      opened.get(architecture) ??
      openPackageStore(path.join(folder, `packages-${architecture}`), architecture, distribution);
    opened.set(architecture, store);
    return store;
  };
}

/** Frees the room of images that nothing names any more. */
async function collectGarbage(storage: string, folder: string): Promise<void> {
  const configFile = path.join(folder, "garbage.yml");
  await writeFile(configFile, registryConfig({ storage, listen: { port: 0 }, mode: { kind: "writable" } }));
  await runCommand(["docker-registry", "garbage-collect", configFile]);
}

interface Work {
  readonly changed: readonly CatalogueImage[];
  readonly dropped: readonly string[];
  readonly hashes: ReadonlyMap<string, string>;
  /** Changed as images become complete. */
  readonly record: PublishedImages;
  readonly storage: string;
  readonly folder: string;
  readonly distribution: Distribution;
  readonly onProgress: (message: string) => void;
}

async function bringUpToDate(work: Work): Promise<void> {
  const { changed, dropped, hashes, record, storage, folder, onProgress } = work;
  const stores = packageStores(folder, work.distribution);
  let removed = 0;
  await withRegistryWriter(storage, folder, async (writer) => {
    const removeOutdated = async (outdated: PublishedImages[string] | undefined) => {
      if (outdated === undefined) return;
      const kept = new Set(Object.values(record).flatMap(({ digest, parts }) => [digest, ...parts]));
      for (const digest of [outdated.digest, ...outdated.parts].filter((each) => !kept.has(each))) {
        await writer.remove(outdated.repository, digest);
        removed += 1;
      }
    };
    for (const [index, image] of changed.entries()) {
      onProgress(`building image ${image.name} (${index + 1} of ${changed.length})`);
      const published = await publishImage(image, {
        folder: path.join(folder, `image-${index}`),
        stores,
        writer,
        base: image.base && record[image.base.name],
        created: new Date().toISOString(),
      });
      const before = record[image.name];
      record[image.name] = { ...published, hash: hashes.get(image.name) ?? "" };
      await writeRecord(storage, record);
      await removeOutdated(before);
    }
    for (const name of dropped) {
      const before = record[name];
      delete record[name];
      await removeOutdated(before);
    }
    await writeRecord(storage, record);
  });
  if (removed > 0) await collectGarbage(storage, folder);
}

/**
 * Makes the mirror hold exactly the catalogue's images: builds and pushes what is missing or changed, removes what
 * is no longer in it. Does nothing, in milliseconds, when all is there. May be interrupted at any time: each image is
 * recorded once it is complete. Needs root, apt, gcc and docker-registry.
 */
export async function publishCatalogue(options: PublishOptions): Promise<void> {
  const { dataDir, onProgress, catalogue = loadCatalogue() } = options;
  const distribution = hostDistribution();
  const storage = registryFolder(dataDir);
  await mkdir(storage, { recursive: true });
  const record = await readRecord(storage);
  const hashes = new Map(catalogue.map((image) => [image.name, catalogueImageHash(image, distribution)]));
  const changed = basesFirst(catalogue).filter(
    (image) => record[image.name]?.hash !== hashes.get(image.name),
  );
  const dropped = Object.keys(record).filter((name) => !hashes.has(name));
  if (changed.length > 0 || dropped.length > 0) {
    await withTempFolder(path.join(dataDir, "images"), (folder) =>
      bringUpToDate({ changed, dropped, hashes, record, storage, folder, distribution, onProgress }),
    );
  }
  await writeFacts(dataDir, catalogue, record);
}
