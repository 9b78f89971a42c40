import { expect, it } from "vitest";
import { commandLines, keysFor } from "./command-lines.ts";

const prompts = (code: string) => commandLines(code).map((line) => line.prompt);

it("shows a prompt for each command", () => {
  expect(prompts("docker ps\ndocker images")).toEqual([true, true]);
});

it("shows none where a line goes on", () => {
  expect(prompts("docker run \\\n  -p 8080:80 \\\n  nginx\ndocker ps")).toEqual([true, false, false, true]);
});

it("shows none inside a here-document", () => {
  expect(prompts("cat > a <<'END'\nhello \\\nEND\ncat a")).toEqual([true, false, false, true]);
});

it("types each line with Enter", () => {
  expect(keysFor("a\nb\n")).toBe("a\rb\r");
});
