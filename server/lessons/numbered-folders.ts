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
export async function numberedFolders(folder: string): Promise<NumberedFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.flatMap((entry) => {
    const match = entry.isDirectory() ? NUMBERED.exec(entry.name) : null;
    if (match === null) return [];
    return [{ number: Number(match[1]), id: match[2] ?? "", folder: path.join(folder, entry.name) }];
  });
  return found.toSorted((a, b) => a.number - b.number || a.id.localeCompare(b.id));
}

/** Reports a number or an id that a folder before it has; `file` is how the folder is named in the fault. */
export function lintNumbers(
  one: NumberedFolder,
  before: readonly NumberedFolder[],
  file: string,
  report: Report,
) {
  for (const other of before) {
    if (other.number === one.number) {
      report({
        file,
        problem: `number ${one.number} is taken by "${other.id}"`,
        fix: "rename one of the two folders to a number that is free",
      });
    }
    if (other.id === one.id) {
      report({
        file,
        problem: `id "${one.id}" is taken by number ${other.number}`,
        fix: "rename one of the two folders: an id is a lesson's address",
      });
    }
  }
}
