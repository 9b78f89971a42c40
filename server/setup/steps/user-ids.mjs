// @ts-check
import { readFile } from "node:fs/promises";
import { UNCHANGED } from "../run-steps.mjs";
import { SetupError } from "../setup-error.mjs";
import { freeStart, IDS_PER_SANDBOX, idsGranted, idsNeeded, rangeToAppend } from "../user-id-ranges.mjs";

const FILES = ["/etc/subuid", "/etc/subgid"];

/**
 * Ranges of user ids for sandboxes: each has a range of its own, so that its root is nobody on this machine.
 * @param {object} facts
 * @param {number} facts.maxSandboxes
 * @param {import("../privileges.mjs").Privileges} facts.root
 * @returns {import("../run-steps.mjs").Step}
 */
export function userIds({ maxSandboxes, root }) {
  return {
    title: "User ids",
    after: ["System packages"],
    async run({ signal }) {
      const needed = idsNeeded(maxSandboxes);
      const texts = await Promise.all(FILES.map((file) => readFile(file, "utf8").catch(() => "")));
      const added = [];
      for (const [index, file] of FILES.entries()) {
        const text = texts[index] ?? "";
        const lacking = needed - idsGranted(text);
        if (lacking <= 0) continue;
        const start = freeStart(texts, lacking);
        if (start === undefined) {
          throw new SetupError(`${file} has no gap of ${lacking} ids left.`, {
            wayOut: `Free a range there, or ask for fewer sandboxes: SLIPWAY_MAX_SANDBOXES=10`,
          });
        }
        const append = 'printf "%s" "$1" >>"$2"';
        await root.run(["sh", "-c", append, "sh", rangeToAppend(text, start, lacking), file], { signal });
        added.push(`${start}-${start + lacking - 1} to ${file}`);
      }
      if (added.length === 0) return UNCHANGED;
      return `added ${added.join(" and ")}, for ${needed / IDS_PER_SANDBOX} sandboxes`;
    },
  };
}
