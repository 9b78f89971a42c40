import { expect, test } from "vitest";
import { parseFetchOptions, parseIndexTargets, sourcesFor } from "./package-sources.ts";

const LISTED = [
  "Packages\tDebian\tbookworm\tmain\thttp://mirror.example/debian/",
  "Packages\tDebian\tbookworm\tcontrib\thttp://mirror.example/debian/",
  "Packages\tDebian\tbookworm-updates\tmain\thttp://mirror.example/debian/",
  "Packages\tDebian\tbookworm-security\tmain\thttp://fixes.example/",
  "Packages\tDebian Backports\tbookworm-backports\tmain\thttp://mirror.example/debian/",
  "Packages\tDebian\tbookworm-backports\tmain\thttp://mirror.example/debian/",
  "Packages\tSomebody\tstable\tmain\thttp://other.example/",
  "Translations\tDebian\tbookworm\tmain\thttp://mirror.example/debian/",
  "",
].join("\n");

test("sources keep the host's addresses and take the wanted release, with fixes when the host has them", () => {
  expect(sourcesFor({ origin: "Debian", suite: "trixie" }, parseIndexTargets(LISTED))).toEqual([
    "deb http://mirror.example/debian/ trixie main",
    "deb http://mirror.example/debian/ trixie-updates main",
    "deb http://fixes.example/ trixie-security main",
  ]);
});

test("a host without that distribution's packages is told so", () => {
  expect(() => sourcesFor({ origin: "Ubuntu", suite: "noble" }, parseIndexTargets(LISTED))).toThrow(
    /knows no packages of Ubuntu/,
  );
});

test("proxies and date checks are taken over, everything else of apt's settings is not", () => {
  const dump = [
    'Acquire::Check-Valid-Until "false";',
    'Acquire::http::Proxy "http://cache.example:3142";',
    'Acquire::http::User-Agent "";',
    'Acquire::GzipIndexes "true";',
    'APT::Architecture "amd64";',
  ].join("\n");
  expect(parseFetchOptions(dump)).toEqual([
    'Acquire::Check-Valid-Until "false";',
    'Acquire::http::Proxy "http://cache.example:3142";',
  ]);
});
