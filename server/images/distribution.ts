import { readFileSync } from "node:fs";

/** The distribution and release whose packages fill our images. */
export interface Distribution {
  /** As apt's index files call it. */
  readonly origin: "Debian" | "Ubuntu";
  readonly suite: string;
}

/** Debian's release with Docker Engine 26.1; a Debian host of another release builds it just as well. */
const DEBIAN_SUITE = "trixie";

/** Reads os-release text: Debian's kin build on Debian's packages, Ubuntu's on Ubuntu's own release. */
export function parseDistribution(osRelease: string): Distribution {
  const fields = new Map(
    osRelease
      .split("\n")
      .map((line) => /^([A-Z_]+)="?([^"]*)"?$/.exec(line.trim()))
      .flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], match[2] ?? ""] as const])),
  );
  const kin = [fields.get("ID"), ...(fields.get("ID_LIKE") ?? "").split(" ")];
  const ubuntuSuite = fields.get("UBUNTU_CODENAME") ?? fields.get("VERSION_CODENAME");
  if (kin.includes("ubuntu") && ubuntuSuite !== undefined) return { origin: "Ubuntu", suite: ubuntuSuite };
  if (kin.includes("debian")) return { origin: "Debian", suite: DEBIAN_SUITE };
  throw new Error(
    "Images can be built on Debian and Ubuntu only: their packages are what images are made of.",
  );
}

/** The distribution for this host. Throws on hosts that are neither Debian nor Ubuntu. */
export function hostDistribution(): Distribution {
  return parseDistribution(readFileSync("/etc/os-release", "utf8"));
}
