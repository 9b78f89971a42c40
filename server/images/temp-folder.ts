import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isProcessAlive } from "./process-alive.ts";

const NAME = /^building-(\d+)-/;

/** Folders whose process was killed before it could tidy up. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || (await isProcessAlive(Number(pid)))) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

/** Gives `use` an empty folder inside `parent` (made when absent) and removes it whatever happens. */
export async function withTempFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(parent, { recursive: true });
  await removeLeftovers(parent);
  const folder = await mkdtemp(path.join(parent, `building-${process.pid}-`));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
