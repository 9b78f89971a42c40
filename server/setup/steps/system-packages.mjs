// @ts-check
import { existsSync } from "node:fs";
import { ask } from "../run-command.mjs";
import { UNCHANGED } from "../run-steps.mjs";
import { SetupError } from "../setup-error.mjs";
import { withoutRegistryService } from "./registry-service.mjs";

/** What the lab itself runs on, and (python3, make, g++) what npm compiles node-pty with. */
const LAB_PACKAGES = [
  "bubblewrap",
  "ca-certificates",
  "docker-registry",
  "e2fsprogs",
  "g++",
  "make",
  "mmdebstrap",
  "mount",
  "openssl",
  "podman",
  "python3",
  "runc",
  "uidmap",
];
/** A browser, and a font for the characters that the pages' own lack. */
const TEST_PACKAGES = ["chromium", "fonts-dejavu-core"];
/** Ubuntu's `chromium` only leads to a snap, which cannot be driven by a test run as root. */
const CHROMIUM_FILE = "/usr/bin/chromium";

/** The programs that must be there on systems whose packages are not known here. */
const NEEDED_PROGRAMS = /** @type {const} */ ([
  "apt-get",
  "bwrap",
  "docker-registry",
  "g++",
  "make",
  "mmdebstrap",
  "newuidmap",
  "openssl",
  "podman",
  "python3",
  "runc",
  "setpriv",
]);

/**
 * @param {import("../detect-host.mjs").Distribution} distribution
 * @param {boolean} forTests
 */
export function packagesFor(distribution, forTests) {
  if (!forTests) return LAB_PACKAGES;
  const browser = distribution.id === "ubuntu" ? [] : TEST_PACKAGES;
  return [...LAB_PACKAGES, ...browser];
}

/**
 * System packages, on Debian and Ubuntu.
 * @param {object} facts
 * @param {import("../detect-host.mjs").HostFacts} facts.host
 * @param {import("../privileges.mjs").Privileges} facts.root
 * @param {boolean} facts.forTests
 * @returns {import("../run-steps.mjs").Step}
 */
export function systemPackages({ host, root, forTests }) {
  return {
    title: "System packages",
    async run({ progress, signal }) {
      if (forTests && host.distribution.id === "ubuntu" && !existsSync(CHROMIUM_FILE)) {
        throw new SetupError(
          `The browser tests need Chromium at ${CHROMIUM_FILE}; Ubuntu has it as a snap only.`,
          {
            wayOut: `Install Google Chrome or another Chromium that is no snap, then: sudo ln -s "$(command -v google-chrome)" ${CHROMIUM_FILE}`,
          },
        );
      }
      const missing = await missingPackages(packagesFor(host.distribution, forTests));
      if (missing.length === 0) return UNCHANGED;
      await install(missing, root, progress, signal);
      return `installed ${missing.join(", ")}`;
    },
  };
}

/**
 * On a system whose packages are not known here: the programs must be there already.
 * @param {import("../detect-host.mjs").HostFacts} host
 * @returns {import("../run-steps.mjs").Step}
 */
export function systemPrograms(host) {
  return {
    title: "System packages",
    async run() {
      const missing = NEEDED_PROGRAMS.filter((name) => host.programs[name] === undefined);
      if (missing.length === 0) return "all programs are there";
      throw new SetupError(
        `The packages of ${host.distribution.name} are not known here, and these programs are missing: ${missing.join(", ")}.`,
        {
          wayOut:
            "Install them, then run the same command again. Debian 12 and Ubuntu 24.04 need no such step.",
        },
      );
    },
  };
}

/** @param {readonly string[]} packages @returns {Promise<string[]>} */
async function missingPackages(packages) {
  const format = "$" + "{Package} $" + "{db:Status-Status}\\n";
  const answer = await ask(["dpkg-query", "-W", "-f", format, ...packages]);
  const installed = new Set(
    (answer?.stdout ?? "")
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

/**
 * @param {readonly string[]} packages
 * @param {import("../privileges.mjs").Privileges} root
 * @param {(text: string) => void} progress
 * @param {AbortSignal} signal
 */
async function install(packages, root, progress, signal) {
  const options = {
    signal,
    // dpkg torn off in the middle leaves packages half-configured.
    finishes: true,
    env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    isNoise: isStatus,
    onLine: (/** @type {string} */ line) => {
      const text = parseStatus(line);
      if (text) progress(text);
    },
  };
  const apt = (/** @type {readonly string[]} */ ...args) =>
    root.run(
      ["apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "APT::Status-Fd=1", ...args],
      options,
    );
  const installAll = () => apt("install", "--no-install-recommends", ...packages);

  try {
    if (await wasInterrupted()) await root.run(["dpkg", "--configure", "-a"], options);
    if (!(await areAllKnown(packages))) {
      progress("reading package lists");
      await apt("update");
    }
    const withService = packages.includes("docker-registry") ? withoutRegistryService : runPlainly;
    await withService(root, () =>
      installAll().catch(async () => {
        // The lists may be older than what the archive still has.
        signal.throwIfAborted();
        progress("reading package lists");
        await apt("update");
        await installAll();
      }),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw new SetupError(`apt-get could not install ${packages.join(", ")}.`, {
      output: error instanceof SetupError ? error.output : [String(error)],
      wayOut: `Mend what it says, then run the same command again; or install them yourself: apt-get update && apt-get install --no-install-recommends ${packages.join(" ")}`,
    });
  }
}

/** @param {unknown} _root @param {() => Promise<void>} action */
const runPlainly = (_root, action) => action();

/** dpkg was ended in the middle of its work, by whomever. */
async function wasInterrupted() {
  return ((await ask(["dpkg", "--audit"]))?.stdout ?? "") !== "";
}

/** @param {readonly string[]} packages */
async function areAllKnown(packages) {
  const policy = (await ask(["apt-cache", "policy", ...packages]))?.stdout ?? "";
  return (policy.match(/^ {2}Candidate: (?!\(none\))/gm) ?? []).length === packages.length;
}

/** @param {string} line */
const isStatus = (line) => /^(dl|pm)status:/.test(line);

/**
 * A line of APT::Status-Fd (apt's README.progress-reporting) in a few words.
 * @param {string} line `pmstatus:podman:42.1:Unpacking podman (amd64)`
 */
export function parseStatus(line) {
  const [, kind, percent, what = ""] =
    /^(dl|pm)status:[^:]*(?::[a-z][a-z0-9]*)?:(\d+(?:\.\d+)?):(.*)$/.exec(line) ?? [];
  if (percent === undefined) return undefined;
  return `${kind === "dl" ? "downloading" : what.toLowerCase()}, ${Math.round(Number(percent))} %`;
}
