import { describe, expect, it } from "vitest";
import { explanationsOf, rightAnswerOf, solutionOf } from "./right-answer.ts";
import { CheckSpec, Task } from "./schema.ts";

const quiz = {
  kind: "quiz",
  question: "Which of these are shared?",
  choices: [
    { id: "kernel", text: "The kernel", right: true, say: "Yes." },
    { id: "files", text: "The files", say: "No. They are its own." },
  ],
};
const sort = {
  kind: "sort",
  question: "Where does each belong?",
  groups: [
    { id: "vm", title: "Virtual machine" },
    { id: "container", title: "Container" },
  ],
  items: [
    { id: "boots", text: "Boots", group: "vm", say: "It boots." },
    { id: "shares", text: "Shares", group: "container", say: "It shares." },
    { id: "windows", text: "Windows", group: "vm", say: "Its own kernel." },
  ],
};

function faults(spec: unknown): string {
  const parsed = CheckSpec.safeParse(spec);
  if (parsed.success) return "none";
  return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n");
}

describe("a check that gives choices", () => {
  it("is fine as it stands, and knows what is right", () => {
    expect([faults(quiz), faults(sort)]).toEqual(["none", "none"]);
    expect(rightAnswerOf(CheckSpec.parse(quiz))).toBe("kernel");
    expect(rightAnswerOf(CheckSpec.parse(sort))).toBe("boots=vm,shares=container,windows=vm");
    expect(explanationsOf(CheckSpec.parse(quiz))).toEqual([
      { id: "kernel", right: true, say: "Yes." },
      { id: "files", right: false, say: "No. They are its own." },
    ]);
    expect(rightAnswerOf(CheckSpec.parse({ kind: "volume", name: "x" }))).toBeUndefined();
  });

  it("has a solution in words, and a command to see it by", () => {
    const task = (check: unknown) =>
      Task.parse({
        id: "tell",
        title: "Tell them apart",
        check,
        hints: ["Look at both", "One boots"],
        solution: "uname -r",
        mistakes: [{ name: "files", answer: "files", feedback: "its own" }],
      });
    expect(solutionOf(task(quiz))).toEqual({ solution: "uname -r", answer: ["The kernel"] });
    expect(solutionOf(task(sort)).answer).toContain("Shares: Container");
    expect(solutionOf(task({ kind: "volume", name: "x" }))).toEqual({ solution: "uname -r" });
  });

  const [kernel, files] = quiz.choices;
  const [boots, shares, windows] = sort.items;
  it.each<[string, unknown, RegExp]>([
    ["none right", { ...quiz, choices: [files, { ...files, id: "x", text: "X" }] }, /choices: none is right/],
    ["all right", { ...quiz, choices: [kernel, { ...kernel, id: "x", text: "X" }] }, /every one is right/],
    [
      "an id twice",
      { ...quiz, choices: [kernel, { ...files, id: "kernel" }] },
      /choices\.1\.id: "kernel" is/,
    ],
    ["a text twice", { ...quiz, choices: [kernel, { ...files, text: "The kernel" }] }, /same text/],
    ["an id with a comma", { ...quiz, choices: [kernel, { ...files, id: "a,b" }] }, /hyphens/],
    ["no reason", { ...quiz, choices: [kernel, { id: "x", text: "X" }] }, /choices\.1\.say/],
    [
      "an unknown group",
      { ...sort, items: [boots, shares, { ...windows, group: "x" }] },
      /no group "x", only/,
    ],
    ["an empty group", { ...sort, items: [boots, { ...shares, group: "vm" }, windows] }, /into "container"/],
    ["an item twice", { ...sort, items: [boots, shares, boots] }, /items\.2\.id: "boots" is taken/],
    [
      "two that ask",
      { kind: "all", checks: [quiz, { kind: "answer", question: "Why?", accept: ["x"] }] },
      /at most one of them may ask/,
    ],
  ])("is refused with %s", (_name, spec, expected) => {
    expect(faults(spec)).toMatch(expected);
  });
});

describe("options that make no sense", () => {
  it.each<[string, unknown, RegExp]>([
    ["an empty range", { kind: "container", memory: {} }, /memory: give min, max or both/],
    ["an inverted range", { kind: "image", name: "x", layers: { min: 5, max: 3 } }, /min is larger than max/],
    [
      "an image that is gone, but small",
      { kind: "image", name: "x", present: false, maxMb: 5 },
      /no further/,
    ],
    [
      "a network that is gone, but internal",
      { kind: "network", name: "x", present: false, internal: true },
      /no/,
    ],
    [
      "a repository with its host",
      { kind: "registry", repository: "localhost:5000/app" },
      /without host and tag/,
    ],
    [
      "a container's port of no container",
      { kind: "http", port: 80, containerPort: 81 },
      /goes with container/,
    ],
  ])("are refused: %s", (_name, spec, expected) => {
    expect(faults(spec)).toMatch(expected);
  });
});
