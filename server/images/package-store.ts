import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Architecture } from "./architecture.ts";
import type { Distribution } from "./distribution.ts";
import { readFetchOptions, readPackageSources } from "./package-sources.ts";
import { runCommand } from "./run-command.ts";

export interface Package {
  readonly name: string;
  readonly version: string;
}

/** Packages of one architecture, fetched once each, whatever is made of them. */
export interface PackageStore {
  /** `names` and all they depend on, less `present` and what only those need. */
  resolve(names: readonly string[], present: readonly Package[]): Promise<Package[]>;
  /** Fetches just these, in one go, where it has not yet. */
  fetch(names: readonly string[]): Promise<void>;
  /** Unpacks just these over `root`, fetched before, without running anything of theirs. */
  unpack(names: readonly string[], root: string, leaveOut: readonly string[]): Promise<void>;
}

/** Where keys of archives lie: `trusted.gpg.d` on most systems, only `keyrings` on Debian 13. */
const KEY_FOLDERS = ["/etc/apt/trusted.gpg.d", "/usr/share/keyrings"];
const ARCHIVE_KEYS = /^(debian|ubuntu)-archive-.*\.(gpg|asc)$|^ubuntu-keyring-.*\.gpg$/;

/** Left behind by the package tools, or of no use in a small image. Licences stay. */
const TRIMMED = [
  "dev",
  "etc/apt",
  "etc/cron*",
  "etc/dpkg",
  "etc/fstab",
  "etc/hostname",
  "etc/init.d",
  "etc/logrotate.d",
  "etc/resolv.conf",
  "usr/lib/systemd",
  "usr/share/bash-completion",
  "usr/share/bug",
  "usr/share/info",
  "usr/share/lintian",
  "usr/share/locale",
  "usr/share/man",
  "var/cache",
  "var/lib/apt",
  "var/lib/dpkg",
];

/** Folders that have moved below `usr`: a package may still name the old place. */
const MERGED = ["bin", "lib", "lib64", "sbin"];

/** Arguments: the root, whether it keeps links for the old places, paths to leave out, `--`, packages. */
const UNPACK = `set -euo pipefail
root=$1 keep_links=$2
shift 2
for folder in ${MERGED.join(" ")}; do
  mkdir -p "$root/usr/$folder"
  ln -sfn "usr/$folder" "$root/$folder"
done
left_out=()
while [ "$1" != -- ]; do
  left_out+=(--exclude="./$1")
  shift
done
shift
for package; do
  dpkg-deb --fsys-tarfile "$package" |
    tar --extract --keep-directory-symlink --anchored --wildcards "\${left_out[@]}" --directory "$root"
done
mkdir -p "$root/usr/share/doc"
find "$root/usr/share/doc" -type f ! -name copyright -delete
find "$root/usr" -depth -type d -empty -delete
if [ "$keep_links" != true ]; then
  for folder in ${MERGED.join(" ")}; do rm "$root/$folder"; done
fi
`;

/** What apt takes for installed: a package of the name and version, with no demands of its own. */
const statusOf = (present: readonly Package[], architecture: Architecture): string =>
  present
    .map(({ name, version }) =>
      [
        `Package: ${name}`,
        "Status: install ok installed",
        `Architecture: ${architecture}`,
        "Multi-Arch: foreign",
        `Version: ${version}`,
        "Maintainer: none",
        "Description: none",
        "",
      ].join("\n"),
    )
    .join("\n");

/** Lines `Inst NAME (VERSION ...)` of a simulated installation. */
export function parseInstallPlan(text: string): Package[] {
  return text.split("\n").flatMap((line) => {
    const [, name, version] = /^Inst (\S+?)(?::\w+)? (?:\[\S+\] )?\((\S+) /.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}

/** apt, turned to the distribution's packages for `architecture`; it knows and changes nothing of this host's. */
async function writeSettings(folder: string, architecture: Architecture, distribution: Distribution) {
  const [sources, fetchOptions] = await Promise.all([readPackageSources(distribution), readFetchOptions()]);
  const at = (name: string) => path.join(folder, name);
  for (const name of ["lists/partial", "archives/partial", "preferences", "keys", "parts"]) {
    await mkdir(at(name), { recursive: true });
  }
  for (const keyFolder of KEY_FOLDERS) {
    const names = await readdir(keyFolder).catch(() => []);
    const keys = names.filter((name) => keyFolder === KEY_FOLDERS[0] || ARCHIVE_KEYS.test(name));
    if (keys.length > 0) {
      await runCommand(["cp", "--update", ...keys.map((name) => path.join(keyFolder, name)), at("keys")]);
    }
  }
  await writeFile(at("sources.list"), `${sources.join("\n")}\n`);
  await writeFile(at("status"), "");
  await writeFile(
    at("apt.conf"),
    [
      `APT::Architecture "${architecture}";`,
      `APT::Architectures { "${architecture}"; };`,
      `Dir "${folder}";`,
      `Dir::State "${folder}";`,
      `Dir::State::Lists "${at("lists")}";`,
      `Dir::State::status "${at("status")}";`,
      `Dir::Cache "${folder}";`,
      `Dir::Cache::archives "${at("archives")}";`,
      `Dir::Etc "${folder}";`,
      `Dir::Etc::SourceList "${at("sources.list")}";`,
      `Dir::Etc::SourceParts "${at("parts")}";`,
      `Dir::Etc::Parts "${at("parts")}";`,
      `Dir::Etc::PreferencesParts "${at("preferences")}";`,
      `Dir::Etc::TrustedParts "${at("keys")}";`,
      'Acquire::Languages "none";',
      'APT::Sandbox::User "root";',
      'APT::Install-Recommends "false";',
      ...fetchOptions,
      "",
    ].join("\n"),
  );
}

/** Opens the archive's packages for one architecture; all that is fetched stays in `folder`, which must be empty. */
export async function openPackageStore(
  folder: string,
  architecture: Architecture,
  distribution: Distribution,
): Promise<PackageStore> {
  await writeSettings(folder, architecture, distribution);
  const env = { APT_CONFIG: path.join(folder, "apt.conf") };
  const apt = (...args: string[]) => runCommand(["apt-get", "--quiet=2", ...args], { env });
  const archives = path.join(folder, "archives");
  const files = new Map<string, string>();
  /** Each question takes apt a second. */
  const answers = new Map<string, Package[]>();
  await apt("update");

  return {
    async resolve(names, present) {
      const question = JSON.stringify([names, present]);
      const known = answers.get(question);
      if (known !== undefined) return known;
      const status = path.join(folder, "present");
      await writeFile(status, statusOf(present, architecture));
      const option = `Dir::State::status=${status}`;
      const plan = parseInstallPlan(await apt("--simulate", "--option", option, "install", ...names));
      answers.set(question, plan);
      return plan;
    },
    async fetch(names) {
      const missing = names.filter((name) => !files.has(name));
      if (missing.length === 0) return;
      await runCommand(["apt-get", "--quiet=2", "download", ...missing], { cwd: archives, env });
      for (const file of await readdir(archives)) {
        if (file.endsWith(".deb")) files.set(file.split("_")[0] ?? file, path.join(archives, file));
      }
    },
    async unpack(names, root, leaveOut) {
      const debs = names.map((name) => files.get(name) ?? `${name}.deb`);
      await mkdir(root, { recursive: true });
      const keepLinks = String(names.includes("base-files"));
      await runCommand([
        "bash",
        "-c",
        `umask 022\n${UNPACK}`,
        "unpack",
        root,
        keepLinks,
        ...TRIMMED,
        ...leaveOut,
        "--",
        ...debs,
      ]);
    },
  };
}
