import { readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export interface GuestFile {
  /** From the sandbox's root, no leading slash. */
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

/** Files laid over the base, in order of their paths; none when the folder is absent. */
export function readGuestFiles(root: string): GuestFile[] {
  const entries = statSync(root, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(root, { recursive: true, withFileTypes: true })
    : [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: path.relative(root, file),
      executable: (statSync(file).mode & 0o100) !== 0,
      content: readFileSync(file),
    }));
}

/** Writes them below `target` with plain modes: what the umask of a checkout made of them must not reach the image. */
export async function writeGuestFiles(files: readonly GuestFile[], target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const file of files) {
    const place = path.join(target, file.path);
    const folders = path.dirname(file.path).split(path.sep);
    await mkdir(path.dirname(place), { recursive: true });
    for (const depth of folders.keys()) {
      await chmod(path.join(target, ...folders.slice(0, depth + 1)), 0o755);
    }
    await writeFile(place, file.content);
    await chmod(place, file.executable ? 0o755 : 0o644);
  }
}
