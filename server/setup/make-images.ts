import { buildWorkstation } from "../images/build-workstation.ts";
import { publishCatalogue } from "../mirror/publish-catalogue.ts";
import { UNCHANGED } from "./run-steps.mjs";

/**
 * `node make-images.ts DATA_FOLDER`: makes what is missing, and prints how far it is, a line each time; `unchanged`
 * when nothing was. On SIGTERM it tidies up before it ends.
 */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("Name the data folder.");

let stopping = false;
process.on("SIGTERM", () => {
  stopping = true;
});

let madeSomething = false;
function onProgress(message: string): void {
  if (stopping) throw new Error("Stopped.");
  madeSomething = true;
  process.stdout.write(`${message}\n`);
}

await buildWorkstation({ dataDir, onProgress });
await publishCatalogue({ dataDir, onProgress });
if (!madeSomething) process.stdout.write(`${UNCHANGED}\n`);
