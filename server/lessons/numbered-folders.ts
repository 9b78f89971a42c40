import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Report } from "./course-error.ts";

export interface NumberedFolder {
  readonly number: number;
  /** The folder's name without its prefix. */
  readonly id: string;
  readonly folder: string;
}

const NUMBERED = /^([0-9]+)-(.+)$/;

/** The `NN-id` folders in `folder`, in order of their numbers. Others are not looked at. */
export async function numberedFolders(
  folder: string,
  file: string,
  report: Report,
): Promise<NumberedFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.flatMap((entry) => {
    const match = entry.isDirectory() ? NUMBERED.exec(entry.name) : null;
    if (match === null) return [];
    return [{ number: Number(match[1]), id: match[2] ?? "", folder: path.join(folder, entry.name) }];
  });
  found.sort((a, b) => a.number - b.number);
  for (const [index, one] of found.entries()) {
    const name = path.join(file, path.basename(one.folder));
    for (const other of found.slice(0, index)) {
      if (other.number === one.number)
        report(name, undefined, `number ${one.number} is taken by "${other.id}"`);
      if (other.id === one.id) report(name, undefined, `id "${one.id}" is taken by number ${other.number}`);
    }
  }
  return found;
}
