import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { buildCatalogueImage, catalogueImageHash } from "../images/build-catalogue-image.ts";
import { type CatalogueImage, loadCatalogue } from "../images/catalogue.ts";
import { hostDistribution } from "../images/distribution.ts";
import { isProcessAlive } from "../images/process-alive.ts";
import { runCommand } from "../images/run-command.ts";
import { withTempFolder } from "../images/temp-folder.ts";
import { podman } from "../sandbox/podman/podman-cli.ts";
import { registryFolder } from "./mirror-folders.ts";
import { registryConfig } from "./registry-config.ts";
import { type RegistryWriter, withRegistryWriter } from "./registry-writer.ts";

const PUSH_TIMEOUT_MS = 5 * 60_000;
const RECORD_FILE = "published.json";
/** An image is in Podman only between its build and its push, under this name and the builder's process number. */
const PUBLISHING = "localhost/slipway/publishing";

/** What lies in the registry: by image name, what it was made of and what it became. */
const PublishedImages = z.record(
  z.string(),
  z.object({ hash: z.string(), repository: z.string(), digest: z.string() }),
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

async function writeRecord(storage: string, record: PublishedImages): Promise<void> {
  const file = path.join(storage, RECORD_FILE);
  await writeFile(`${file}.part`, JSON.stringify(record, null, 2));
  await rename(`${file}.part`, file);
}

/** Images of builders that were killed before they could tidy up. */
async function removeLeftovers(): Promise<void> {
  const listed = await podman(["images", "--filter", `reference=${PUBLISHING}`, "--format", "{{.Tag}}"]);
  for (const tag of listed.split("\n").filter((line) => line !== "")) {
    if (await isProcessAlive(Number(tag.split("-")[1]))) continue;
    await podman(["image", "rm", "--force", "--ignore", `${PUBLISHING}:${tag}`]);
  }
}

/** Builds the image, pushes it under all its tags and gives its digest; nothing of it stays in Podman. */
async function publish(image: CatalogueImage, writer: RegistryWriter, folder: string): Promise<string> {
  const distribution = hostDistribution();
  const localName = `${PUBLISHING}:${catalogueImageHash(image, distribution)}-${process.pid}`;
  const digestFile = path.join(folder, "digest");
  try {
    await buildCatalogueImage(image, { localName, folder, distribution });
    for (const tag of image.tags) {
      await podman(
        [
          "push",
          "--quiet",
          "--tls-verify=false",
          "--digestfile",
          digestFile,
          localName,
          `docker://${writer.address}/${image.repository}:${tag}`,
        ],
        { timeoutMs: PUSH_TIMEOUT_MS },
      );
    }
  } finally {
    await podman(["image", "rm", "--force", "--ignore", localName]);
  }
  return (await readFile(digestFile, "utf8")).trim();
}

/** Frees the room of images that nothing names any more. */
async function collectGarbage(storage: string, folder: string): Promise<void> {
  const configFile = path.join(folder, "garbage.yml");
  await writeFile(configFile, registryConfig({ storage, listen: { port: 0 }, mode: { kind: "writable" } }));
  await runCommand(["docker-registry", "garbage-collect", configFile]);
}

/**
 * Makes the mirror hold exactly the catalogue's images: builds and pushes what is missing or changed, removes what
 * is no longer in it. Does nothing, in milliseconds, when all is there. May be interrupted at any time: each image is
 * recorded once it is complete. Needs root, mmdebstrap, Podman, gcc and docker-registry.
 */
export async function publishCatalogue(options: PublishOptions): Promise<void> {
  const { dataDir, onProgress, catalogue = loadCatalogue() } = options;
  const distribution = hostDistribution();
  const storage = registryFolder(dataDir);
  await mkdir(storage, { recursive: true });
  const record = await readRecord(storage);
  const hashes = new Map(catalogue.map((image) => [image.name, catalogueImageHash(image, distribution)]));
  const changed = catalogue.filter((image) => record[image.name]?.hash !== hashes.get(image.name));
  const dropped = Object.keys(record).filter((name) => !hashes.has(name));
  if (changed.length === 0 && dropped.length === 0) return;

  await removeLeftovers();
  await withTempFolder(path.join(dataDir, "images"), async (folder) => {
    const outdated: { repository: string; digest: string }[] = [];
    await withRegistryWriter(storage, folder, async (writer) => {
      for (const [index, image] of changed.entries()) {
        onProgress(`building image ${image.name} (${index + 1} of ${changed.length})`);
        const place = path.join(folder, `image-${index}`);
        await mkdir(place);
        const digest = await publish(image, writer, place);
        const before = record[image.name];
        if (before !== undefined && before.digest !== digest) outdated.push(before);
        record[image.name] = { hash: hashes.get(image.name) ?? "", repository: image.repository, digest };
        await writeRecord(storage, record);
      }
      for (const name of dropped) {
        const before = record[name];
        if (before !== undefined) outdated.push(before);
        delete record[name];
      }
      for (const { repository, digest } of outdated) await writer.remove(repository, digest);
      await writeRecord(storage, record);
    });
    if (outdated.length > 0) await collectGarbage(storage, folder);
  });
}
