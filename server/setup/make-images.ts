import { buildWorkstation } from "../images/build-workstation.ts";
import { buildMountHelper } from "../images/mount-helper.ts";
import { publishCatalogue } from "../mirror/publish-catalogue.ts";
import { hostRights } from "../sandbox/podman/host-rights.mjs";
import { UNCHANGED } from "./run-steps.mjs";

/**
 * `node make-images.ts DATA_FOLDER`: makes what is missing, and prints how far it is, a line each time; `unchanged`
 * when nothing was.
 */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("Name the data folder.");

// The set-up sends SIGTERM to our whole process group: the program that runs for us ends, its promise rejects, and
// what was half-made is removed on the way out. Ending here and now would leave it.
process.on("SIGTERM", () => {});

let madeSomething = false;
function onProgress(message: string): void {
  madeSomething = true;
  process.stdout.write(`${message}\n`);
}

await buildWorkstation({ dataDir, onProgress });
// Without root it could mount nothing.
if (hostRights().kind === "root") await buildMountHelper(onProgress);
await publishCatalogue({ dataDir, onProgress });
if (!madeSomething) process.stdout.write(`${UNCHANGED}\n`);
