import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { settingsTable } from "./env.ts";

it("is in the manual, setting by setting", async () => {
  const manual = await readFile("CONTRIBUTING.md", "utf8");
  for (const { name, fallback, meaning } of settingsTable()) {
    expect(meaning, `${name} says what it is`).not.toBe("");
    expect(manual).toContain(`| \`${name}\` | ${fallback === "" ? "" : `\`${fallback}\` `}| ${meaning} |\n`);
  }
});
