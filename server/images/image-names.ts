import { readFileSync } from "node:fs";
import path from "node:path";
import { basePackages } from "./base-packages.ts";
import { type Distribution, hostDistribution } from "./distribution.ts";
import { type GuestFile, readGuestFiles } from "./guest-files.ts";
import { inputHash, ownSource } from "./input-hash.ts";

export const REPOSITORY = "localhost/slipway";
const GUEST_ROOT = path.join(import.meta.dirname, "../sandbox/podman/guest/rootfs");
/** Compiled into the workstation: one holds a learner's shell, the other runs the host's commands. */
export const PROGRAM_SOURCES = ["keeper/terminal-keeper.c", "runner/command-runner.c"].map((file) =>
  path.join(import.meta.dirname, "../sandbox/podman", file),
);
const BASE_CODE = ["base-packages.ts", "base-recipe.ts", "image-labels.ts"];
const WORKSTATION_CODE = ["build-workstation.ts", "guest-files.ts"];

export interface WorkstationPlan {
  readonly distribution: Distribution;
  readonly guestFiles: readonly GuestFile[];
  readonly baseImage: string;
  readonly image: string;
}

/** Works out what the images of this checkout are called; a name says all that goes into the image. Cheap. */
export function planWorkstation(): WorkstationPlan {
  const distribution = hostDistribution();
  const guestFiles = readGuestFiles(GUEST_ROOT);
  const baseHash = inputHash([
    distribution.origin,
    distribution.suite,
    ...basePackages(distribution),
    ...ownSource(import.meta.dirname, BASE_CODE),
  ]);
  const hash = inputHash([
    baseHash,
    ...ownSource(import.meta.dirname, WORKSTATION_CODE),
    ...PROGRAM_SOURCES.map((file) => readFileSync(file)),
    ...guestFiles.flatMap((file) => [file.path, String(file.executable), file.content]),
  ]);
  return {
    distribution,
    guestFiles,
    baseImage: `${REPOSITORY}/base:${baseHash}`,
    image: `${REPOSITORY}/workstation:${hash}`,
  };
}

/** Name of the image a sandbox starts from. Says nothing of whether it has been built. */
export function workstationImageName(): string {
  return planWorkstation().image;
}
