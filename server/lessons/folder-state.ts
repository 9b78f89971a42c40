import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** A text that differs as soon as a file beneath the folder is new, gone or written again. */
export async function folderState(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true });
  const states = entries.toSorted().map(async (name) => {
    const found = await stat(path.join(folder, name), { bigint: true }).catch(() => undefined);
    return `${name} ${found?.ino} ${found?.size} ${found?.mtimeNs}`;
  });
  return (await Promise.all(states)).join("\n");
}
