import { chmod, lchown, lstat, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { hubCertificateFolder, hubFolder, registryFolder } from "../mirror/mirror-folders.ts";
import type { UserIds } from "../processes/confine.ts";

/** Of a data folder: what the server writes. All else in it is the set-up's or the mirror's. */
const WRITTEN_BY_SERVER = /^(slipway\.db(-\w+)?|cookie-secret|operator-token|terminals)$/;

export interface LabFolders {
  /** Absolute. */
  readonly dataDir: string;
  /** Where catalogue and pulled images are. */
  readonly mirrorData: string;
  /** For sockets of the pages; nobody else's. */
  readonly pagesRun: string;
  /** Sandboxes see it. */
  readonly mirrorRun: string;
  readonly mirrorPrivateRun: string;
  /** For sockets that live for a moment; this process's alone. */
  readonly relayRun: string;
}

export function labFolders(dataDir: string, runDir: string): LabFolders {
  return {
    dataDir,
    mirrorData: path.dirname(registryFolder(dataDir)),
    pagesRun: path.join(runDir, "pages"),
    mirrorRun: path.join(runDir, "mirror"),
    mirrorPrivateRun: path.join(runDir, "mirror-private"),
    relayRun: path.join(runDir, "relay"),
  };
}

/**
 * Makes the folders that the lab's processes need. With `user`, what these write becomes theirs, also where a lab before
 * this one wrote it as root, or as whose the data folder was; images stay root's, and can only be read. Rejects when something cannot be made.
 */
export async function makeLabFolders(folders: LabFolders, user: UserIds | undefined): Promise<void> {
  const { dataDir, mirrorData, pagesRun, mirrorRun, mirrorPrivateRun, relayRun } = folders;
  await mkdir(dataDir, { recursive: true });
  for (const folder of [mirrorData, registryFolder(dataDir), mirrorRun])
    await mkdir(folder, { recursive: true });
  for (const folder of [pagesRun, mirrorPrivateRun, relayRun])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user === undefined) return;
  // A lab of fake machines needs no root: then the folder, and what is in it, is whose lab that was.
  const handOver = handOverOf(new Set([0, (await lstat(dataDir)).uid]), user);
  for (const folder of [dataDir, mirrorData]) {
    await lchown(folder, 0, user.gid);
    // The user may add to it, and can neither remove nor replace what is root's.
    await chmod(folder, 0o1775);
  }
  for (const entry of await readdir(dataDir)) {
    if (WRITTEN_BY_SERVER.test(entry)) await handOver(path.join(dataDir, entry));
  }
  for (const entry of await readdir(mirrorData)) {
    const file = path.join(mirrorData, entry);
    if (file === hubFolder(dataDir) || file.startsWith(hubCertificateFolder(dataDir))) await handOver(file);
  }
  for (const folder of [pagesRun, mirrorRun, mirrorPrivateRun]) await handOver(folder);
}

/** Gives files of `owners` to the user. No link is followed, and of a file with several names none is taken for ours. */
function handOverOf(owners: ReadonlySet<number>, user: UserIds) {
  return async function handOver(file: string): Promise<void> {
    const found = await lstat(file);
    const isOurs = found.isDirectory() || found.nlink === 1;
    if (owners.has(found.uid) && isOurs) await lchown(file, user.uid, user.gid);
    if (!found.isDirectory()) return;
    for (const name of await readdir(file)) await handOver(path.join(file, name));
  };
}
