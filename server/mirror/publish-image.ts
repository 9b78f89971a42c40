import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { type Architecture, hostArchitecture } from "../images/architecture.ts";
import { buildLayers, type PackageStores } from "../images/build-layers.ts";
import type { CatalogueImage } from "../images/catalogue.ts";
import { composeImageJson, ImageJson } from "../images/image-config.ts";
import type { RegistryWriter } from "./registry-writer.ts";

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const CONFIG = "application/vnd.docker.container.image.v1+json";
const LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

const Descriptor = z.object({ mediaType: z.string(), size: z.number(), digest: z.string() });
type Descriptor = z.infer<typeof Descriptor>;

const Manifest = z.object({ config: Descriptor, layers: z.array(Descriptor) });
const ManifestList = z.object({
  manifests: z.array(Descriptor.extend({ platform: z.object({ architecture: z.string() }) })),
});

/** An image as it lies in the registry. */
export interface Published {
  readonly repository: string;
  /** Of the manifest, or of the manifest list where there are several architectures. */
  readonly digest: string;
  /** Digests of the list's manifests; this machine's own architecture first. */
  readonly parts: string[];
  readonly transferSize: number;
  readonly unpackedSize: number;
  readonly layers: number;
}

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const describe = (mediaType: string, text: string): Descriptor => ({
  mediaType,
  size: Buffer.byteLength(text),
  digest: digestOf(text),
});

/** Manifest and configuration of what an image is built on, for one architecture. */
async function readBase(base: Published, architecture: Architecture, writer: RegistryWriter) {
  let { digest } = base;
  if (base.parts.length > 0) {
    const list = ManifestList.parse(
      JSON.parse(await writer.read(base.repository, "manifests", digest, MANIFEST_LIST)),
    );
    digest = list.manifests.find(({ platform }) => platform.architecture === architecture)?.digest ?? digest;
  }
  const manifest = Manifest.parse(
    JSON.parse(await writer.read(base.repository, "manifests", digest, MANIFEST)),
  );
  const config = await writer.read(base.repository, "blobs", manifest.config.digest, CONFIG);
  return { layers: manifest.layers, config: ImageJson.parse(JSON.parse(config)) };
}

interface Facts {
  /** Empty; emptied again. */
  readonly folder: string;
  readonly stores: PackageStores;
  readonly writer: RegistryWriter;
  /** What it is built on, published before. */
  readonly base: Published | undefined;
  /** ISO 8601. */
  readonly created: string;
}

/** Builds the image for one architecture and puts it into the registry, under its digest only. */
async function publishPart(image: CatalogueImage, architecture: Architecture, facts: Facts) {
  const { writer, base, created } = facts;
  const { repository } = image;
  const folder = path.join(facts.folder, architecture);
  await mkdir(folder, { recursive: true });
  const below = base && (await readBase(base, architecture, writer));
  const layers = await buildLayers(image, {
    architecture,
    own: hostArchitecture(),
    folder,
    stores: facts.stores,
  });
  for (const { digest } of below?.layers ?? []) {
    if (base?.repository !== repository) await writer.putBlob(repository, digest, base ?? { text: "" });
  }
  for (const { digest, file } of layers) await writer.putBlob(repository, digest, { file });
  await rm(folder, { recursive: true });

  const config = JSON.stringify(
    composeImageJson(image, { architecture, layers, below: below?.config, created }),
  );
  await writer.putBlob(repository, digestOf(config), { text: config });
  const described = [
    ...(below?.layers ?? []),
    ...layers.map(({ digest, size }) => ({ mediaType: LAYER, size, digest })),
  ];
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: describe(CONFIG, config),
    layers: described,
  });
  const descriptor = describe(MANIFEST, manifest);
  await writer.putManifest(repository, descriptor.digest, MANIFEST, manifest);
  return {
    manifest,
    descriptor,
    transferSize: described.reduce((sum, { size }) => sum + size, 0),
    unpackedSize: layers.reduce((sum, { unpackedSize }) => sum + unpackedSize, 0),
    layers: described.length,
  };
}

/** Builds an image for all its architectures and puts it into the registry, under all its tags. */
export async function publishImage(image: CatalogueImage, facts: Facts): Promise<Published> {
  const { repository } = image;
  const parts = [];
  for (const architecture of image.architectures) {
    parts.push({ architecture, ...(await publishPart(image, architecture, facts)) });
  }
  const [first] = parts;
  if (first === undefined) throw new Error(`${image.name} is built for no architecture.`);
  const several = parts.length > 1;
  const top = several
    ? JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST_LIST,
        manifests: parts.map(({ descriptor, architecture }) => ({
          ...descriptor,
          platform: { architecture, os: "linux" },
        })),
      })
    : first.manifest;
  for (const tag of image.tags) {
    await facts.writer.putManifest(repository, tag, several ? MANIFEST_LIST : MANIFEST, top);
  }
  return {
    repository,
    digest: digestOf(top),
    parts: several ? parts.map(({ descriptor }) => descriptor.digest) : [],
    transferSize: first.transferSize,
    unpackedSize: first.unpackedSize + (facts.base?.unpackedSize ?? 0),
    layers: first.layers,
  };
}
