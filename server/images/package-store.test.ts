import { expect, test } from "vitest";
import { parseInstallPlan } from "./package-store.ts";

test("packages to install are read from apt's plan, and nothing else of it", () => {
  const plan = `Inst gcc-14-base (14.2.0-19 Debian:13.5/stable [amd64])
Inst libc6 (2.41-12 Debian:13.5/stable [amd64]) []
Inst libssl3t64:arm64 [3.0] (3.5.4-1 Debian:13.5/stable, Debian-Security:13/stable-security [arm64])
Conf libc6 (2.41-12 Debian:13.5/stable [amd64])
`;
  expect(parseInstallPlan(plan)).toEqual([
    { name: "gcc-14-base", version: "14.2.0-19" },
    { name: "libc6", version: "2.41-12" },
    { name: "libssl3t64", version: "3.5.4-1" },
  ]);
});
