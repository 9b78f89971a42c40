import { rename } from "node:fs/promises";
import path from "node:path";
import { podman } from "../sandbox/podman/podman-cli.ts";
import { basePackages } from "./base-packages.ts";
import { FINISH, KEPT, LEFT_OUT } from "./base-recipe.ts";
import type { Distribution } from "./distribution.ts";
import { imageLabels } from "./image-labels.ts";
import { readFetchOptions, readPackageSources } from "./package-sources.ts";
import { runCommand } from "./run-command.ts";

const IMPORT_TIMEOUT_MS = 10 * 60_000;

/** Installs packages into an empty root file system and writes it as a tar file, which exists only when complete. */
async function makeRootArchive(
  facts: { distribution: Distribution; folder: string; archive: string },
  onProgress: (message: string) => void,
): Promise<void> {
  const { distribution, folder, archive } = facts;
  const [sources, fetchOptions] = await Promise.all([readPackageSources(distribution), readFetchOptions()]);
  const partial = `${archive}.part`;
  await runCommand(
    [
      "mmdebstrap",
      "--variant=minbase",
      "--format=tar",
      `--include=${basePackages(distribution).join(",")}`,
      ...LEFT_OUT.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
      ...KEPT.map((pattern) => `--dpkgopt=path-include=${pattern}`),
      ...fetchOptions.map((option) => `--aptopt=${option}`),
      ...FINISH.map((command) => `--customize-hook=${command}`),
      distribution.suite,
      partial,
      ...sources,
    ],
    {
      env: { TMPDIR: folder },
      onLine: (line) => {
        const step = /^I: (.*)\.\.\.$/.exec(line)?.[1];
        if (step !== undefined && !step.includes("/")) onProgress(step);
      },
    },
  );
  await rename(partial, archive);
}

/** Builds the base image: the distribution's packages and the learner's account. About half a minute, network needed. */
export async function buildBase(
  facts: { image: string; distribution: Distribution; folder: string },
  onProgress: (message: string) => void,
): Promise<void> {
  const archive = path.join(facts.folder, "root.tar");
  await makeRootArchive({ ...facts, archive }, onProgress);
  onProgress("importing the packages into Podman");
  const changes = Object.entries(imageLabels("base")).map(([label, value]) => `LABEL ${label}=${value}`);
  await podman(
    ["import", "--quiet", ...changes.flatMap((change) => ["--change", change]), archive, facts.image],
    { timeoutMs: IMPORT_TIMEOUT_MS },
  );
}
