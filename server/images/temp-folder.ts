import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";

/** Gives `use` an empty folder inside `parent` (made when absent) and removes it whatever happens. */
export async function withTempFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, "building-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
