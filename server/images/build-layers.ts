import { chmod, cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Architecture } from "./architecture.ts";
import type { CatalogueImage } from "./catalogue.ts";
import { readGuestFiles, writeGuestFiles } from "./guest-files.ts";
import { type PackedLayer, packLayer } from "./pack-layer.ts";
import type { Package, PackageStore } from "./package-store.ts";
import { runCommand } from "./run-command.ts";

/** Packages of each architecture; opened when first asked for. */
export type PackageStores = (architecture: Architecture) => Promise<PackageStore>;

export interface BuiltLayer extends PackedLayer {
  /** What `docker history` shows. */
  readonly madeBy: string;
}

/** Newer than whatever may be asked for. */
const ANY_VERSION = "9999:0";

const RUN_FINISH = 'umask 022; exec sh -eu finish.sh "$@"';

/** All packages below this image: what it is built on has brought them. */
async function packagesBelow({ base }: CatalogueImage, store: PackageStore): Promise<Package[]> {
  if (base === undefined) return [];
  return [...(await packagesBelow(base, store)), ...(await ownPackages(base, store))];
}

async function ownPackages(image: CatalogueImage, store: PackageStore): Promise<Package[]> {
  if (image.packages.length === 0) return [];
  const without = image.without.map((name) => ({ name, version: ANY_VERSION }));
  return store.resolve(image.packages, [...(await packagesBelow(image, store)), ...without]);
}

/** `rootfs/`, then what `finish.sh ROOT MATERIAL` makes, run from the image's own folder, as root. */
async function addOwnFiles(
  image: CatalogueImage,
  root: string,
  folder: string,
  stores: PackageStores,
  own: Architecture,
) {
  const source = path.join(folder, "source");
  const files = readGuestFiles(image.folder);
  await writeGuestFiles(files, source);
  if (files.some((file) => file.path.startsWith("rootfs/"))) {
    await cp(path.join(source, "rootfs"), root, { recursive: true, force: true });
  }
  if (files.some((file) => file.path === "finish.sh")) {
    const material = path.join(folder, "material");
    await mkdir(material);
    if (image.material.length > 0) {
      const store = await stores(own);
      await store.fetch(image.material);
      for (const name of image.material) await store.unpack([name], path.join(material, name), []);
    }
    await runCommand(["sh", "-euc", RUN_FINISH, "finish", root, material], { cwd: source });
  }
  if (image.standIn) {
    await mkdir(path.join(root, "etc"), { recursive: true, mode: 0o755 });
    await writeFile(path.join(root, "etc/slipway-stand-in"), `${image.description}\n`, { mode: 0o644 });
  }
}

/**
 * Makes the layers that `image` adds to what it is built on, inside `folder`, which must be empty. An image on top of
 * another has a layer of packages and one of files; one on its own has both in one, so that `finish.sh` sees them.
 * `own` is this machine's architecture: programs among the material can be run.
 */
export async function buildLayers(
  image: CatalogueImage,
  facts: { architecture: Architecture; own: Architecture; folder: string; stores: PackageStores },
): Promise<BuiltLayer[]> {
  const { architecture, own, folder, stores } = facts;
  const layers: BuiltLayer[] = [];
  const newRoot = async (name: string) => {
    const root = path.join(folder, name);
    await mkdir(root, { recursive: true });
    await chmod(root, 0o755);
    return root;
  };
  const add = async (root: string, madeBy: string) => {
    if ((await readdir(root)).length > 0) {
      layers.push({ ...(await packLayer(root, `${root}.tar.gz`)), madeBy });
    }
    await rm(root, { recursive: true });
  };

  const packed = `packages ${image.packages.join(" ")}`;
  let root = await newRoot("packages");
  if (image.packages.length > 0) {
    const store = await stores(architecture);
    const packages = await ownPackages(image, store);
    const names = packages.map(({ name }) => name);
    await store.fetch(names);
    await store.unpack(names, root, image.leaveOut);
  }
  if (image.base !== undefined) {
    await add(root, packed);
    root = await newRoot("files");
  }
  await addOwnFiles(image, root, folder, stores, own);
  const files = `files of ${path.basename(image.folder)}`;
  await add(root, image.base === undefined && image.packages.length > 0 ? `${packed}, ${files}` : files);
  return layers;
}
