import type { CheckSpecOf } from "../../lessons/schema.ts";
import { SandboxError } from "../../sandbox/sandbox-error.ts";
import type { Check } from "../check.ts";
import { oneLine } from "../quote.ts";
import { notYet, PASSED } from "../verdict.ts";

const SCRIPT_MS = 8000;
const MAX_LINE = 300;

/** The lesson's own bash: exit 0 passes, exit 1 is not yet, anything else means that it could not look. */
export function scriptCheck(spec: CheckSpecOf<"script">): Check {
  return {
    watches: ["container", "image", "network", "volume"],
    async run({ sandbox }) {
      const { exitCode, stdout, stderr } = await sandbox.exec(["bash", "-c", spec.run], {
        user: "root",
        timeoutMs: SCRIPT_MS,
      });
      if (exitCode === 0) return PASSED;
      if (exitCode !== 1) {
        throw new SandboxError({
          code: "sandbox-failed",
          learnerMessage: "This task could not be looked at. Look again in a moment.",
          detail: `the script exited with ${exitCode}: ${stderr.slice(0, 200)}`,
        });
      }
      const [found = "", next = ""] = stdout.split("\n").map((line) => oneLine(line, MAX_LINE));
      return notYet(
        {
          found: found || "What this task asks for is not there yet.",
          expected: spec.expected,
          next: next || "Follow the step once more, line by line; a hint helps.",
        },
        { next: spec.next },
      );
    },
  };
}
