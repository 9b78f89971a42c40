import type { CatalogueImage } from "./catalogue.ts";
import type { Distribution } from "./distribution.ts";
import { readGuestFiles } from "./guest-files.ts";
import { inputHash, ownSource } from "./input-hash.ts";

const BUILD_CODE = [
  "build-layers.ts",
  "catalogue.ts",
  "guest-files.ts",
  "image-config.ts",
  "pack-layer.ts",
  "package-store.ts",
  "../mirror/publish-image.ts",
];

/** Names all that goes into an image, and into what it is built on: another hash, another image. */
export function catalogueImageHash(image: CatalogueImage, distribution: Distribution): string {
  const files = readGuestFiles(image.folder);
  return inputHash([
    distribution.origin,
    distribution.suite,
    ...image.architectures,
    image.base === undefined ? "" : catalogueImageHash(image.base, distribution),
    ...ownSource(import.meta.dirname, BUILD_CODE),
    ...files.flatMap((file) => [file.path, String(file.executable), file.content]),
  ]);
}
