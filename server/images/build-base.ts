import { rename } from "node:fs/promises";
import path from "node:path";
import { podman } from "../sandbox/podman/podman-cli.ts";
import { basePackages } from "./base-packages.ts";
import type { Distribution } from "./distribution.ts";
import { imageLabels } from "./image-labels.ts";
import { readFetchOptions, readPackageSources } from "./package-sources.ts";
import { runCommand } from "./run-command.ts";

const IMPORT_TIMEOUT_MS = 10 * 60_000;

/** Never unpacked: nobody reads manuals here, `--help` and the lessons serve. Licences stay. */
const LEFT_OUT = [
  "/usr/share/doc/*",
  "/usr/share/man/*",
  "/usr/share/info/*",
  "/usr/share/locale/*",
  "/usr/share/lintian/*",
  "/usr/share/bug/*",
  "/usr/bin/containerd-stress",
];
const KEPT = ["/usr/share/doc/*/copyright"];

/** Run on the finished root file system, `$1`, in order. */
const FINISH = [
  // A package chooses the group's number; the user's is fixed, as files of lessons belong to it.
  'chroot "$1" useradd --create-home --shell /bin/bash --uid 1000 --user-group learner',
  'chroot "$1" usermod --append --groups docker learner',
  `printf 'learner ALL=(ALL:ALL) NOPASSWD: ALL\\n' > "$1/etc/sudoers.d/learner"`,
  'chmod 0440 "$1/etc/sudoers.d/learner"',
  // sudo asks for the host's own name; without this line it waits for a name server that does not exist.
  `printf '127.0.0.1 localhost lab\\n::1 localhost ip6-localhost\\n' > "$1/etc/hosts"`,
  `printf 'lab\\n' > "$1/etc/hostname"`,
  'ln --symbolic --force /usr/bin/vim.tiny "$1/usr/local/bin/vim"',
  // Where packages came from is the builder's affair; there is no way out of a sandbox to fetch more.
  'rm --force "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/etc/apt/apt.conf.d/99mmdebstrap',
  'rm --recursive --force "$1"/var/log/* "$1"/var/cache/apt/* "$1"/var/cache/debconf/*-old "$1"/var/lib/apt/lists/*',
  'rm --force "$1"/var/lib/dpkg/*-old "$1"/etc/resolv.conf "$1"/etc/machine-id',
  ': > "$1/etc/machine-id"',
];

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
        if (line.startsWith("I: ")) onProgress(line.slice(3));
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
