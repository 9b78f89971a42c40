import { rename, writeFile } from "node:fs/promises";
import { SECCOMP_PROFILE } from "./seccomp-calls.ts";

/** Writes the profile that every sandbox runs under. Sandboxes that run keep the one they were made with. */
export async function writeSeccompProfile(file: string): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(SECCOMP_PROFILE));
  await rename(`${file}.new`, file);
}
