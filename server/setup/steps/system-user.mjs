// @ts-check
import { ask } from "../run-command.mjs";
import { UNCHANGED } from "../run-steps.mjs";
import { SetupError } from "../setup-error.mjs";

/**
 * The user as whom everything runs that faces the network: it owns nothing but the lab's own data, and nobody can log in
 * as it.
 * @param {object} facts
 * @param {string} facts.user
 * @param {import("../privileges.mjs").Privileges} facts.root
 * @returns {import("../run-steps.mjs").Step}
 */
export function systemUser({ user, root }) {
  const command = [
    "useradd",
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir=/nonexistent",
    "--shell=/usr/sbin/nologin",
    user,
  ];
  return {
    title: "System user",
    after: ["System packages"],
    async run({ signal }) {
      if ((await ask(["getent", "passwd", user]))?.code === 0) return UNCHANGED;
      try {
        await root.run(command, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw new SetupError(
          `The system user ${user}, as whom the lab serves the network, could not be made.`,
          {
            output: error instanceof SetupError ? error.output : [String(error)],
            wayOut: `Make it, then run the same command again: ${command.join(" ")}. Or name one that is there: SLIPWAY_USER=nobody`,
          },
        );
      }
      return `made ${user}`;
    },
  };
}
