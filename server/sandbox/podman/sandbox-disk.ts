import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, open, rename, rm, rmdir, statfs, symlink } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { PodmanCommandError } from "./podman-cli.ts";

const run = promisify(execFile);

/**
 * Nothing on it outlives its sandbox, which ends with the host: no journal. The file behind it is all zeros, so inode
 * tables need no writing. The smallest block size would be chosen for a small disk, and slow it down.
 */
const FORMAT = ["-q", "-F", "-b", "4096", "-m", "0", "-O", "^has_journal,^resize_inode", "-E", "nodiscard"];
/** `discard`: what is deleted inside goes back to the host. `nobarrier`: a learner's `sync` need not reach its disk. */
const MOUNT_OPTIONS = "loop,noatime,nosuid,nodev,discard,nobarrier,noinit_itable";
const PROBE_MEGABYTES = 8;
/** How long, and how often, a disk that is still in use is tried to be unmounted. Milliseconds. */
const IDLE_MS = 3_000;
const IDLE_LOOK_MS = 20;
/** Less than this part of a disk is left when what is large no longer fits. */
const FULL_BELOW = 0.02;

/** Where a sandbox's disk is: the file, and the folder it is mounted on. */
export interface DiskPlace {
  readonly file: string;
  readonly folder: string;
}

export const diskPlaceOf = (disksDir: string, id: string): DiskPlace => ({
  file: path.join(disksDir, `${id}.ext4`),
  folder: path.join(disksDir, id),
});

/** The sandbox whose disk a name in the folder of disks belongs to. */
export const diskOwnerOf = (name: string): string => name.replace(/\.ext4$/, "");

/** The engine's own files: images, containers, volumes, build cache. */
export const engineFolderOf = ({ folder }: DiskPlace): string => path.join(folder, "engine");

/**
 * A file system of its own for all that a sandbox writes, in a file that takes up only what is used. Its size is the
 * limit: bytes and number of files, whatever root inside does. Megabytes are 10^6 bytes.
 */
export async function makeDisk(place: DiskPlace, megabytes: number): Promise<void> {
  await mkdir(place.folder, { recursive: true });
  const file = await open(place.file, "wx", 0o600);
  await file.truncate(megabytes * 1_000_000);
  await file.close();
  await run("mkfs.ext4", [...FORMAT, place.file]);
  await mountDisk(place);
  await rmdir(path.join(place.folder, "lost+found"));
  // The runtime, as root of the sandbox, passes through to its root folder.
  await chmod(place.folder, 0o711);
  await mkdir(engineFolderOf(place), { mode: 0o710 });
}

const mountDisk = ({ file, folder }: DiskPlace) =>
  run("mount", ["-t", "ext4", "-o", MOUNT_OPTIONS, file, folder]);

/** The same with what a template has on it. Where the host's file system can share blocks (XFS, btrfs), none is copied. */
export async function copyDisk(place: DiskPlace, template: string): Promise<void> {
  await mkdir(place.folder, { recursive: true });
  await run("cp", ["--reflink=auto", "--sparse=always", template, place.file]);
  await mountDisk(place);
}

/** What belongs to 0 on the disk belongs to `firstId` from now on, and so on: a copied disk suits whatever ids. */
export async function mapEngineFolder(
  place: DiskPlace,
  ids: { readonly first: number; readonly count: number },
  mountHelper: string,
): Promise<void> {
  await run(mountHelper, [engineFolderOf(place), String(ids.first), String(ids.count)]);
}

/**
 * Unmounts a folder with all that is mounted in it. Podman's monitor of a container lives on in it for a moment; `false`:
 * it is in use for longer than that. Rejects where nothing is mounted.
 */
export async function unmount(folder: string): Promise<boolean> {
  for (const deadline = performance.now() + IDLE_MS; ; await delay(IDLE_LOOK_MS)) {
    try {
      await run("umount", ["--recursive", folder]);
      return true;
    } catch (error) {
      if (!(error instanceof Error && /busy/.test(error.message))) throw error;
      if (performance.now() > deadline) return false;
    }
  }
}

/** Takes the disk of a container that is gone, with all that the engine has on it but what makes it unique. */
export async function keepAsTemplate(place: DiskPlace, template: string): Promise<void> {
  const { file, folder } = place;
  if (!(await unmount(folder))) throw new Error(`${folder} is still in use`);
  await mountDisk(place);
  for (const each of ["layer", "oom", "engine/engine-id"]) {
    await rm(path.join(folder, each), { recursive: true, force: true });
  }
  await run("umount", [folder]);
  await rename(file, template);
}

/** Safe to call twice, and on a disk that was never made or mounted. */
export async function removeDisk({ file, folder }: DiskPlace): Promise<void> {
  // Two may remove at once, a session's end and the reaper: whoever is second finds nothing mounted.
  const isDone = await unmount(folder).catch((error: Error) => {
    if (!/not mounted|no mount point|not found/.test(error.message)) throw error;
    return true;
  });
  if (!isDone) await run("umount", ["--lazy", folder]);
  await rm(file, { force: true });
  await rm(folder, { recursive: true, force: true });
}

/**
 * Moves the writable layer of a container that was never started to the disk, and leaves a link in its place: upper
 * and work folder of an overlay must lie on one file system, and Podman looks for them by the layer's own path.
 */
export async function moveLayer(layer: string, { folder }: DiskPlace): Promise<void> {
  const moved = path.join(folder, "layer");
  await cp(layer, moved, { recursive: true });
  await rm(layer, { recursive: true });
  await symlink(moved, layer);
}

/** Podman's words for a container whose layer's link leads nowhere: the host was started anew, and nothing is mounted. */
export const lostItsDisk = (error: unknown): boolean =>
  error instanceof PodmanCommandError && /getting graph driver info/.test(error.stderr);

export async function diskUse({ folder }: DiskPlace): Promise<{ bytes: number; isFull: boolean }> {
  const { blocks, bavail, bsize, files, ffree } = await statfs(folder);
  const isFull = bavail < blocks * FULL_BELOW || ffree < files * FULL_BELOW;
  return { bytes: (blocks - bavail) * bsize, isFull };
}

/** Tries it. Why disks cannot be made in this folder, in the words of what failed; `undefined`: they can. */
export async function whyNoDisks(disksDir: string): Promise<string | undefined> {
  const probe = diskPlaceOf(disksDir, `probe-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(disksDir, { recursive: true, mode: 0o711 });
    await makeDisk(probe, PROBE_MEGABYTES);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  } finally {
    await removeDisk(probe).catch(() => {});
  }
}
