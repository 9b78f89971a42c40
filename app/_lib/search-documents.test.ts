import { expect, it } from "vitest";
import type { CheckSpec, Course, Lesson } from "../../server/lessons/schema.ts";
import { searchDocuments } from "./search-documents.ts";
import { searchText } from "./search-text.ts";

it("takes prose, commands, output and titles of boxes", () => {
  const markdown = [
    "Start **one** from `hello-world`:",
    "",
    "```bash run",
    "docker run hello-world",
    "```",
    "",
    "```output",
    "Hello from the lab",
    "```",
    "",
    ":::why[Who does it]",
    "The engine.",
    ":::",
    "",
    "| a | b |",
    "|---|---|",
    "| c | d |",
    "",
    "::task{#run-it}",
    '::picture{name="parts" alt="four parts"}',
  ].join("\n");
  expect(searchText(markdown)).toBe(
    "Start one from hello-world: docker run hello-world Hello from the lab Who does it The engine. a b c d",
  );
});

const secret = { title: "Find it", hints: ["SECRET hint", "SECRET hint"], solution: "SECRET solution" };
const course = (check: CheckSpec): Course => ({
  tracks: [
    {
      id: "containers",
      title: "Containers",
      aim: "all",
      faulty: [],
      lessons: [
        {
          trackId: "containers",
          id: "one",
          number: 1,
          title: "One",
          aim: "Know one",
          steps: [{ title: "The `first`", markdown: "Read this.\n\n::task{#find-it}", taskIds: ["find-it"] }],
          tasks: [
            {
              id: "find-it",
              ...secret,
              solutionAnswer: "echo SECRET",
              mistakes: [{ name: "SECRET mistake", run: "true", feedback: "SECRET" }],
              check,
            },
          ],
        } as unknown as Lesson,
      ],
    },
  ] as unknown as Course["tracks"],
  faults: [],
  warnings: [],
});

it.each<CheckSpec>([
  { kind: "answer", question: "SECRET?", accept: ["SECRET"] } as CheckSpec,
  { kind: "quiz", question: "SECRET?", choices: [{ id: "a", text: "SECRET", right: true, say: "SECRET" }] },
  { kind: "script", run: "echo SECRET", expected: "SECRET" } as CheckSpec,
])("knows a task of kind $kind by its title alone", (check) => {
  const documents = searchDocuments(course(check));
  expect(documents[0]?.steps).toEqual([
    { title: "The first", text: "Read this.", tasks: [{ id: "find-it", title: "Find it" }] },
  ]);
  expect(JSON.stringify(documents)).not.toContain("SECRET");
});
