import { readFileSync } from "node:fs";
import { access, mkdir, rename } from "node:fs/promises";
import path from "node:path";
import { hostRights } from "../sandbox/podman/host-rights.mjs";
import { inputHash, ownSource } from "./input-hash.ts";
import { runCommand } from "./run-command.ts";

const SOURCE = path.join(import.meta.dirname, "../sandbox/podman/mount-helper/idmapped-mount.c");

/** The program that mounts a folder with other ids; see its source. Its name says what it is made of. */
export function mountHelperFile(): string {
  const hash = inputHash([readFileSync(SOURCE), ...ownSource(import.meta.dirname, ["mount-helper.ts"])]);
  return path.join(hostRights().stateRoot, `idmapped-mount-${hash}`);
}

/** Compiles it, unless it is there. Needs root. */
export async function buildMountHelper(onProgress: (message: string) => void): Promise<void> {
  const file = mountHelperFile();
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  onProgress("compiling what mounts prepared disks");
  await mkdir(path.dirname(file), { recursive: true, mode: 0o711 });
  const partial = `${file}.${process.pid}`;
  await runCommand(["gcc", "-O2", "-Wall", "-Werror", "-static", "-s", "-o", partial, SOURCE]);
  await rename(partial, file);
}
