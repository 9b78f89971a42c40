// @ts-check
import path from "node:path";
import { hashOf, stampAt } from "../content-stamp.mjs";
import { labEnvironment, labProgram } from "../lab-node.mjs";
import { runCommand } from "../run-command.mjs";
import { UNCHANGED } from "../run-steps.mjs";
import { ROOT } from "../settings.mjs";

/**
 * The database client, made from prisma/schema.prisma. The database itself is the server's: it is made, and brought up to
 * the migrations, when the server starts.
 * @returns {import("../run-steps.mjs").Step}
 */
export function databaseClient() {
  return {
    title: "Database client",
    after: ["npm packages"],
    async run({ signal }) {
      const inputs = await hashOf(ROOT, ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
      const stamp = stampAt(path.join(ROOT, "server/generated/stamp"));
      if (await stamp.isCurrent(inputs)) return UNCHANGED;
      await stamp.remake(inputs, () =>
        runCommand(labProgram("prisma/build/index.js", "generate"), { signal, env: labEnvironment() }),
      );
    },
  };
}
