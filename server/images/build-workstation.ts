import { writeFile } from "node:fs/promises";
import path from "node:path";
import { PodmanCommandError, podman } from "../sandbox/podman/podman-cli.ts";
import { buildBase } from "./build-base.ts";
import { type GuestFile, writeGuestFiles } from "./guest-files.ts";
import { imageLabels } from "./image-labels.ts";
import { PROGRAM_SOURCES, planWorkstation, type WorkstationPlan } from "./image-names.ts";
import { runCommand } from "./run-command.ts";
import { withTempFolder } from "./temp-folder.ts";

const BUILD_TIMEOUT_MS = 5 * 60_000;
const LEARNER_HOME = "home/learner";

export interface BuildOptions {
  /** Absolute; a folder for the time of the build is made inside. */
  readonly dataDir: string;
  /** One short line, for people. */
  readonly onProgress: (message: string) => void;
}

async function imageExists(image: string): Promise<boolean> {
  try {
    await podman(["image", "exists", image]);
    return true;
  } catch (error) {
    if (error instanceof PodmanCommandError && error.stderr === "") return false;
    throw error;
  }
}

/** Static, so that they run whatever the sandbox's own C library is, or has been made into. */
async function compilePrograms(root: string): Promise<void> {
  for (const source of PROGRAM_SOURCES) {
    const program = path.join(root, "usr/lib/slipway", path.basename(source, ".c"));
    await runCommand(["gcc", "-O2", "-Wall", "-Werror", "-static", "-s", "-o", program, source]);
  }
}

async function addGuestFiles(plan: WorkstationPlan, folder: string): Promise<void> {
  const isHome = (file: GuestFile) => file.path.startsWith(`${LEARNER_HOME}/`);
  await writeGuestFiles(
    plan.guestFiles.filter((file) => !isHome(file)),
    path.join(folder, "rootfs"),
  );
  await writeGuestFiles(
    plan.guestFiles.filter(isHome).map((file) => ({ ...file, path: path.relative(LEARNER_HOME, file.path) })),
    path.join(folder, "learner"),
  );
  await compilePrograms(path.join(folder, "rootfs"));
  const labels = Object.entries(imageLabels("workstation")).map(
    ([label, value]) => `LABEL ${label}=${value}`,
  );
  const containerfile = path.join(folder, "Containerfile");
  await writeFile(
    containerfile,
    [
      `FROM ${plan.baseImage}`,
      "COPY rootfs /",
      `COPY --chown=1000:1000 learner /${LEARNER_HOME}/`,
      ...labels,
      "",
    ].join("\n"),
  );
  await podman(
    [
      "build",
      "--quiet",
      "--pull=never",
      "--layers=false",
      "--file",
      containerfile,
      "--tag",
      plan.image,
      folder,
    ],
    { timeoutMs: BUILD_TIMEOUT_MS },
  );
}

/**
 * Makes sure that the image sandboxes start from is in Podman, and gives its name. Does nothing when it is there; a
 * change of the guest's files costs seconds, a change of packages about a minute. Needs root, mmdebstrap and Podman.
 */
export async function buildWorkstation({ dataDir, onProgress }: BuildOptions): Promise<{ image: string }> {
  const plan = planWorkstation();
  if (await imageExists(plan.image)) return { image: plan.image };
  await withTempFolder(path.join(dataDir, "images"), async (folder) => {
    if (!(await imageExists(plan.baseImage))) {
      onProgress(`installing packages of ${plan.distribution.origin} ${plan.distribution.suite}`);
      await buildBase({ image: plan.baseImage, distribution: plan.distribution, folder }, onProgress);
    }
    onProgress("adding the sandbox's own files");
    await addGuestFiles(plan, folder);
  });
  return { image: plan.image };
}
