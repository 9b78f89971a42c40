// @ts-check
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../run-command.mjs";
import { UNCHANGED } from "../run-steps.mjs";
import { ROOT } from "../settings.mjs";
import { SetupError } from "../setup-error.mjs";

/** What node-pty is compiled with. */
const COMPILERS = ["g++", "make", "python3"];

/**
 * npm packages, exactly as package-lock.json has them.
 * @param {object} facts
 * @param {import("../detect-host.mjs").HostFacts["programs"]} facts.programs
 * @returns {import("../run-steps.mjs").Step}
 */
export function npmPackages({ programs }) {
  const canCompile = COMPILERS.every((name) => programs[name] !== undefined);
  return {
    title: "npm packages",
    after: canCompile ? [] : ["System packages"],
    async run({ progress, signal }) {
      const wanted = await readLock("package-lock.json");
      if (isInstalled(wanted, await readLock("node_modules/.package-lock.json"))) return UNCHANGED;

      const total = Object.values(wanted).filter(isForThisPlatform).length;
      let fetched = 0;
      try {
        await runCommand([...npmCommand(), "ci", "--include=dev", "--loglevel=http"], {
          signal,
          env: npmEnvironment(),
          isNoise: (line) => /^npm (http|warn) /.test(line),
          onLine: (line) => {
            if (!/ fetch GET 200 .*\.tgz/.test(line)) return;
            fetched += 1;
            progress(fetched < total ? `${fetched} of ${total}` : "unpacking and compiling");
          },
        });
      } catch (error) {
        signal.throwIfAborted();
        throw new SetupError("npm could not install the packages of package-lock.json.", {
          output: error instanceof SetupError ? error.output : [String(error)],
          wayOut: "Look at npm's last words above (no network? a proxy?), then run the same command again.",
        });
      }
    },
  };
}

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 */

/** path -> package @typedef {Readonly<Record<string, LockedPackage>>} Locked */

/** npm fetches no other. @param {LockedPackage} locked */
function isForThisPlatform({ os = [process.platform], cpu = [process.arch], libc = ["glibc"] }) {
  return os.includes(process.platform) && cpu.includes(process.arch) && libc.includes("glibc");
}

/** @param {string} file @returns {Promise<Locked>} */
async function readLock(file) {
  const text = await readFile(path.join(ROOT, file), "utf8").catch(() => "{}");
  const { packages = {} } = JSON.parse(text);
  const { "": _, ...others } = packages;
  return others;
}

/**
 * npm writes what it installed into `node_modules/.package-lock.json` as its last act: true when that is what the
 * lock asks for. Optional packages may be missing: most of them are for other platforms.
 * @param {Locked} wanted
 * @param {Locked} installed
 */
export function isInstalled(wanted, installed) {
  const surplus = Object.keys(installed).some((name) => !(name in wanted));
  const fits = Object.entries(wanted).every(([name, { version, optional }]) => {
    const there = installed[name];
    return there === undefined ? optional === true : there.version === version;
  });
  return fits && !surplus && Object.keys(installed).length > 0;
}

/** The npm that runs us, or the one in the path. */
function npmCommand() {
  const own = process.env.npm_execpath;
  return own?.endsWith(".js") && existsSync(own) ? [process.execPath, own] : ["npm"];
}

/** node-pty is compiled: with this Node's own headers where they are installed, not with downloaded ones. */
function npmEnvironment() {
  const prefix = path.resolve(path.dirname(process.execPath), "..");
  const headers = existsSync(path.join(prefix, "include/node/node_api.h"));
  return {
    npm_config_ignore_scripts: "false",
    ...(headers ? { npm_config_nodedir: prefix } : {}),
  };
}
