import { afterEach, expect, it, vi } from "vitest";
import { labEnvironment } from "./lab-node.mjs";

afterEach(() => vi.unstubAllEnvs());

it("what runs as root for an ordinary user finds programs for administration, after that user's own", () => {
  vi.stubEnv("PATH", "/usr/local/bin:/usr/bin:/bin");
  const folders = labEnvironment().PATH.split(":");
  expect(folders[0]).toMatch(/node_modules\/\.bin$/);
  expect(folders.slice(1)).toEqual([
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
    "/usr/local/sbin",
    "/usr/sbin",
    "/sbin",
  ]);
});

it("a folder that is in the path already is not named twice", () => {
  vi.stubEnv("PATH", "/usr/sbin:/usr/bin");
  const folders = labEnvironment().PATH.split(":");
  expect(folders.filter((folder) => folder === "/usr/sbin")).toHaveLength(1);
  expect(folders[1]).toBe("/usr/sbin");
});
