import type { Distribution } from "./distribution.ts";
import { runCommand } from "./run-command.ts";

export interface IndexTarget {
  readonly origin: string;
  readonly codename: string;
  readonly component: string;
  readonly uri: string;
}

const FORMAT = "$(CREATED_BY)\t$(ORIGIN)\t$(CODENAME)\t$(COMPONENT)\t$(REPO_URI)";
/** Pockets of a release that fix it; backports and proposed updates are a matter of taste. */
const POCKETS = ["", "-updates", "-security"];
/** Components with free software only. */
const COMPONENTS = ["main", "universe"];

export function parseIndexTargets(text: string): IndexTarget[] {
  return text.split("\n").flatMap((line) => {
    const [createdBy, origin, codename, component, uri] = line.split("\t");
    if (createdBy !== "Packages" || !origin || !codename || !component || !uri) return [];
    return [{ origin, codename, component, uri }];
  });
}

/**
 * One-line apt sources for `distribution`, at the addresses this host itself uses: a local mirror is honoured, and
 * updates and security fixes are in when the host has them. Throws when the host has no source of that origin.
 */
export function sourcesFor(distribution: Distribution, targets: readonly IndexTarget[]): string[] {
  const lines = targets
    .filter(({ origin, component }) => origin === distribution.origin && COMPONENTS.includes(component))
    .flatMap(({ codename, component, uri }) => {
      const pocket = /-(.+)$/.exec(codename)?.[0] ?? "";
      return POCKETS.includes(pocket) ? [`deb ${uri} ${distribution.suite}${pocket} ${component}`] : [];
    });
  if (lines.length === 0) {
    throw new Error(
      `apt on this machine knows no packages of ${distribution.origin}. Run "apt-get update" and see /etc/apt/sources.list.d.`,
    );
  }
  return [...new Set(lines)];
}

/** The host's own sources, turned to `distribution`. */
export async function readPackageSources(distribution: Distribution): Promise<string[]> {
  return sourcesFor(
    distribution,
    parseIndexTargets(await runCommand(["apt-get", "indextargets", "--format", FORMAT])),
  );
}

/** How the host's apt reaches its sources (proxies, retries, date checks), as lines of apt.conf. */
export function parseFetchOptions(dump: string): string[] {
  return dump
    .split("\n")
    .filter((line) => /^Acquire::(https?|Check-|Retries|ForceIPv)\S* "[^"]+";$/.test(line));
}

export async function readFetchOptions(): Promise<string[]> {
  return parseFetchOptions(await runCommand(["apt-config", "dump"]));
}
