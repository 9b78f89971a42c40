// @ts-check
import path from "node:path";
import { labEnvironment, labNode } from "../lab-node.mjs";
import { UNCHANGED } from "../run-steps.mjs";
import { ROOT } from "../settings.mjs";
import { SetupError } from "../setup-error.mjs";

/**
 * The image of a learner's machine, and the catalogue of images in the mirror.
 * @param {object} facts
 * @param {string} facts.dataDir
 * @param {import("../privileges.mjs").Privileges} facts.root
 * @returns {import("../run-steps.mjs").Step}
 */
export function images({ dataDir, root }) {
  return {
    title: "Images",
    after: ["npm packages", "User ids"],
    async run({ progress, signal }) {
      let outcome = "";
      try {
        await root.run([labNode(), path.join(ROOT, "server/setup/make-images.ts"), dataDir], {
          signal,
          env: labEnvironment(),
          onLine: (line) => {
            outcome = line;
            progress(line);
          },
        });
      } catch (error) {
        signal.throwIfAborted();
        throw new SetupError("The images could not be made.", {
          output: error instanceof SetupError ? error.output : [String(error)],
          wayOut:
            "Look at the last lines above (disk full? package archive out of reach?), then run the same command again.",
        });
      }
      return outcome === UNCHANGED ? UNCHANGED : "";
    },
  };
}
