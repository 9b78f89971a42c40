import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { lstat, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { runCommand } from "./run-command.ts";

/**
 * Nothing is compressed: what takes a pull's time is unpacking, in the learner's own machine, and what goes there from the
 * mirror never leaves the host.
 */
const STORED = { level: 0 };

/** One layer of an image, packed as a registry keeps it. */
export interface PackedLayer {
  /** Absolute: the archive, with gzip's frame around it. */
  readonly file: string;
  /** Of that file, in bytes. */
  readonly size: number;
  readonly digest: string;
  /** Digest of the archive itself. */
  readonly diffId: string;
  /** What Docker shows as its size: all its files together, in bytes. */
  readonly unpackedSize: number;
}

/** Passes a stream on and takes its digest on the way. */
function digesting() {
  const hash = createHash("sha256");
  const through = new PassThrough();
  through.on("data", (chunk: Buffer) => hash.update(chunk));
  return { through, digest: () => `sha256:${hash.digest("hex")}` };
}

async function sizeOfFiles(root: string): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const sizes = new Map<number, number>();
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const { ino, size } = await lstat(path.join(entry.parentPath, entry.name));
    sizes.set(ino, size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** Packs everything below `root` into `${file}`; owners, modes and times are kept. */
export async function packLayer(root: string, file: string): Promise<PackedLayer> {
  const archive = `${file}.tar`;
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
  const plain = digesting();
  const packed = digesting();
  await pipeline(
    createReadStream(archive),
    plain.through,
    createGzip(STORED),
    packed.through,
    createWriteStream(file),
  );
  await rm(archive);
  const [{ size }, unpackedSize] = await Promise.all([stat(file), sizeOfFiles(root)]);
  return { file, size, digest: packed.digest(), diffId: plain.digest(), unpackedSize };
}
