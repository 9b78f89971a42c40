import type { CheckSpecOf } from "../lessons/schema.ts";
import { type ContainerFacts, capabilityName } from "./container-facts.ts";
import { onceMoreWith } from "./describe-container.ts";
import { describePattern, quote, quoteList } from "./quote.ts";
import type { Miss } from "./verdict.ts";

type ContainerSpec = CheckSpecOf<"container">;

/** Whether `USER` or `--user` names root: by name, by number, or by leaving it out. The group does not count. */
export function isRootUser(user: string): boolean {
  return ["", "root", "0"].includes(user.split(":", 1)[0] ?? "");
}

export function userMiss(facts: ContainerFacts, { user, notRoot }: ContainerSpec): Miss | undefined {
  const name = quote(facts.name);
  const found =
    facts.user === ""
      ? `${name} runs as root: neither its image nor \`--user\` names another.`
      : `${name} runs as the user ${quote(facts.user)}.`;
  if (notRoot && isRootUser(facts.user)) {
    return {
      found,
      expected: `${name} runs as a user who is not root.`,
      next: onceMoreWith(facts, "--user 1000"),
    };
  }
  if (user === undefined || new RegExp(user).test(facts.user)) return undefined;
  return {
    found,
    expected: `${name} runs as the user ${describePattern(user)}.`,
    next: onceMoreWith(facts, "--user"),
  };
}

export function readOnlyRootMiss(facts: ContainerFacts, { readOnlyRoot }: ContainerSpec): Miss | undefined {
  if (readOnlyRoot === undefined || facts.readOnlyRoot === readOnlyRoot) return undefined;
  const name = quote(facts.name);
  return readOnlyRoot
    ? {
        found: `${name} may write to its root file system.`,
        expected: `The root file system of ${name} is read-only.`,
        next: onceMoreWith(facts, "--read-only"),
      }
    : {
        found: `The root file system of ${name} is read-only.`,
        expected: `${name} may write to its root file system.`,
        next: `Remove it with ${quote(`docker rm -f ${facts.name}`)}, then start it without \`--read-only\`.`,
      };
}

export function capDropMiss(facts: ContainerFacts, { capDrop }: ContainerSpec): Miss | undefined {
  if (capDrop === undefined) return undefined;
  const wanted = capabilityName(capDrop);
  const dropped = facts.capDrop.includes("ALL") || facts.capDrop.includes(wanted);
  const given = facts.capAdd.includes("ALL") || facts.capAdd.includes(wanted);
  if (dropped && !given) return undefined;
  const name = quote(facts.name);
  const what = wanted === "ALL" ? "all capabilities" : `the capability \`${wanted}\``;
  return {
    found: given
      ? `${name} is given ${quoteList(facts.capAdd)} by \`--cap-add\`.`
      : facts.capDrop.length > 0
        ? `${name} drops ${quoteList(facts.capDrop)} only.`
        : `${name} drops no capability.`,
    expected: `${name} drops ${what}.`,
    next: given
      ? `Remove it with ${quote(`docker rm -f ${facts.name}`)}, then start it without that \`--cap-add\`.`
      : onceMoreWith(facts, `--cap-drop ${wanted}`),
  };
}

export function noNewPrivilegesMiss(
  facts: ContainerFacts,
  { noNewPrivileges }: ContainerSpec,
): Miss | undefined {
  if (noNewPrivileges === undefined || facts.noNewPrivileges === noNewPrivileges) return undefined;
  const name = quote(facts.name);
  const may = `A program in ${name} may gain rights that its user does not have, as \`sudo\` does.`;
  const mayNot = `No program in ${name} may gain rights that its user does not have.`;
  return noNewPrivileges
    ? { found: may, expected: mayNot, next: onceMoreWith(facts, "--security-opt no-new-privileges") }
    : {
        found: mayNot,
        expected: may,
        next: `Remove it with ${quote(`docker rm -f ${facts.name}`)}, then start it without \`no-new-privileges\`.`,
      };
}
