import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** First 12 hexadecimal digits of a SHA-256 over the parts and their boundaries: short enough to read in a tag. */
export function inputHash(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex").slice(0, 12);
}

/** The text of modules beside the caller: changed code makes a new image, with no version number to forget. */
export function ownSource(folder: string, modules: readonly string[]): Buffer[] {
  return modules.map((module) => readFileSync(`${folder}/${module}`));
}
