import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { podman } from "../sandbox/podman/podman-cli.ts";
import type { CatalogueImage } from "./catalogue.ts";
import type { Distribution } from "./distribution.ts";
import { readGuestFiles, writeGuestFiles } from "./guest-files.ts";
import { inputHash, ownSource } from "./input-hash.ts";
import { readFetchOptions, readPackageSources } from "./package-sources.ts";
import { runCommand } from "./run-command.ts";

const IMPORT_TIMEOUT_MS = 5 * 60_000;
/** What `docker history` shows beside the image's only layer. */
const HISTORY_COMMENT = "built in this lab";
const BUILD_CODE = ["build-catalogue-image.ts", "catalogue.ts", "guest-files.ts"];

/** Left behind by the package tools, or of no use in a small image. Licences stay. */
const TRIMMED = [
  "dev",
  "etc/apt",
  "etc/dpkg",
  "etc/fstab",
  "etc/hostname",
  "etc/resolv.conf",
  "usr/share/info",
  "usr/share/lintian",
  "usr/share/locale",
  "usr/share/man",
  "var/cache",
  "var/lib/apt",
  "var/lib/dpkg",
];

/** Names all that goes into an image: another hash, another image. */
export function catalogueImageHash(image: CatalogueImage, distribution: Distribution): string {
  const files = readGuestFiles(image.folder);
  return inputHash([
    distribution.origin,
    distribution.suite,
    ...ownSource(import.meta.dirname, BUILD_CODE),
    ...files.flatMap((file) => [file.path, String(file.executable), file.content]),
  ]);
}

/** `--change` instructions of `podman import` that give the image its configuration. */
export function importChanges({ config, description, name }: CatalogueImage): string[] {
  const changes = [
    ...(config.entrypoint === undefined ? [] : [`ENTRYPOINT ${JSON.stringify(config.entrypoint)}`]),
    ...(config.cmd === undefined ? [] : [`CMD ${JSON.stringify(config.cmd)}`]),
    ...Object.entries(config.env).map(([variable, value]) => `ENV ${variable}=${value}`),
    ...config.ports.map((port) => `EXPOSE ${port}/tcp`),
    ...config.volumes.map((volume) => `VOLUME ${volume}`),
    ...(config.workdir === undefined ? [] : [`WORKDIR ${config.workdir}`]),
    ...(config.user === undefined ? [] : [`USER ${config.user}`]),
    ...(config.stopSignal === undefined ? [] : [`STOPSIGNAL ${config.stopSignal}`]),
    `LABEL org.opencontainers.image.title=${name}`,
    `LABEL org.opencontainers.image.description=${JSON.stringify(description)}`,
  ];
  return changes.flatMap((change) => ["--change", change]);
}

async function unpackPackages(root: string, packages: readonly string[], distribution: Distribution) {
  const [sources, fetchOptions] = await Promise.all([readPackageSources(distribution), readFetchOptions()]);
  await runCommand(
    [
      "mmdebstrap",
      "--variant=extract",
      "--format=directory",
      `--include=${packages.join(",")}`,
      ...fetchOptions.map((option) => `--aptopt=${option}`),
      distribution.suite,
      root,
      ...sources,
    ],
    { env: { TMPDIR: path.dirname(root) } },
  );
  for (const name of TRIMMED) await rm(path.join(root, name), { recursive: true, force: true });
  await runCommand([
    "find",
    path.join(root, "usr/share/doc"),
    "-type",
    "f",
    "!",
    "-name",
    "copyright",
    "-delete",
  ]);
  await runCommand(["find", path.join(root, "usr/share/doc"), "-type", "d", "-empty", "-delete"]);
}

/**
 * Builds one image of the catalogue into Podman's store under `localName`, inside `folder`, which must be empty:
 * packages, then the files of its `rootfs/`, then its `finish.sh ROOT` run from its own folder, as root.
 */
export async function buildCatalogueImage(
  image: CatalogueImage,
  facts: { localName: string; folder: string; distribution: Distribution },
): Promise<void> {
  const root = path.join(facts.folder, "root");
  await mkdir(root);
  if (image.packages.length > 0) await unpackPackages(root, image.packages, facts.distribution);
  const source = path.join(facts.folder, "source");
  await writeGuestFiles(readGuestFiles(image.folder), source);
  await cp(path.join(source, "rootfs"), root, { recursive: true, force: true }).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (readGuestFiles(image.folder).some((file) => file.path === "finish.sh")) {
    await runCommand(["sh", "-eu", "finish.sh", root], { cwd: source });
  }
  if (image.standIn) {
    await mkdir(path.join(root, "etc"), { recursive: true });
    await writeFile(path.join(root, "etc/slipway-stand-in"), `${image.description}\n`);
  }
  const archive = path.join(facts.folder, "root.tar");
  await runCommand([
    "tar",
    "--create",
    "--numeric-owner",
    "--sort=name",
    "--file",
    archive,
    "--directory",
    root,
    ".",
  ]);
  await podman(
    ["import", "--quiet", "--message", HISTORY_COMMENT, ...importChanges(image), archive, facts.localName],
    { timeoutMs: IMPORT_TIMEOUT_MS },
  );
}
