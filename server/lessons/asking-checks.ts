import { z } from "zod";
import { MAX_CHOICE_ID, MAX_CHOICES, MAX_ITEMS } from "../protocol/limits.ts";
import { common, Pattern, Sentence } from "./schema-fields.ts";

export const AnswerCheck = z
  .strictObject({
    kind: z.literal("answer"),
    ...common,
    question: Sentence,
    placeholder: z.string().max(60).optional(),
    accept: z.array(Pattern).min(1).optional().describe("whole answer, case and outer space do not count"),
    equals: z
      .string()
      .optional()
      .describe(
        "a shell command run as root inside; its trimmed output is the right answer, one per line when several are right",
      ),
    rejections: z
      .array(z.strictObject({ when: Pattern, say: Sentence }))
      .default([])
      .describe("what to say to a wrong answer that many give"),
  })
  .refine(
    (check) => (check.accept === undefined) !== (check.equals === undefined),
    "give either accept or equals",
  )
  .describe("a typed answer, compared on the server");

/** What is chosen or sorted is named by it in an answer, so it holds neither a comma nor an equals sign. */
const ChoiceId = z
  .string()
  .min(1)
  .max(MAX_CHOICE_ID)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens");
/** Short words on a choice, an item or a group, with `code` in backticks. */
const Label = z.string().trim().min(1).max(200);

export const QuizCheck = z
  .strictObject({
    kind: z.literal("quiz"),
    ...common,
    question: Sentence,
    choices: z
      .array(
        z.strictObject({
          id: ChoiceId,
          text: Label,
          right: z.boolean().default(false),
          say: Sentence.describe(
            "why it is right, or why it is not; shown once it was chosen, or after the pass",
          ),
        }),
      )
      .min(2)
      .max(MAX_CHOICES),
  })
  .check(({ value, issues }) => {
    const { choices } = value;
    const fault = (message: string, path: (string | number)[] = ["choices"]) =>
      issues.push({ code: "custom", input: choices, message, path });
    if (!choices.some(({ right }) => right)) fault("none is right; give right: true to those that are");
    if (choices.every(({ right }) => right)) fault("every one is right; a quiz needs one that is not");
    for (const index of repeatedAt(choices.map(({ id }) => id))) {
      fault(`"${choices[index]?.id}" is taken by a choice before it`, ["choices", index, "id"]);
    }
    for (const index of repeatedAt(choices.map(({ text }) => text))) {
      fault("a choice before it has the same text", ["choices", index, "text"]);
    }
  })
  .describe("one or several of some choices, compared on the server");

export const SortCheck = z
  .strictObject({
    kind: z.literal("sort"),
    ...common,
    question: Sentence,
    groups: z
      .array(z.strictObject({ id: ChoiceId, title: Label }))
      .min(2)
      .max(5),
    items: z
      .array(
        z.strictObject({
          id: ChoiceId,
          text: Label,
          group: z.string().describe("the id of the group where it belongs"),
          say: Sentence.describe("why it belongs there; shown once it was put elsewhere, or after the pass"),
        }),
      )
      .min(3)
      .max(MAX_ITEMS),
  })
  .check(({ value, issues }) => {
    const { groups, items } = value;
    const fault = (message: string, ...path: (string | number)[]) =>
      issues.push({ code: "custom", input: value, message, path });
    const known = groups.map(({ id }) => id);
    for (const [index, { id }] of groups.entries()) {
      if (!items.some(({ group }) => group === id)) fault(`no item belongs into "${id}"`, "groups", index);
    }
    for (const index of repeatedAt(known)) {
      fault(`"${known[index]}" is taken by a group before it`, "groups", index, "id");
    }
    for (const [index, { group }] of items.entries()) {
      if (known.includes(group)) continue;
      fault(`there is no group "${group}", only ${known.join(", ")}`, "items", index, "group");
    }
    for (const index of repeatedAt(items.map(({ id }) => id))) {
      fault(`"${items[index]?.id}" is taken by an item before it`, "items", index, "id");
    }
    for (const index of repeatedAt(items.map(({ text }) => text))) {
      fault("an item before it has the same text", "items", index, "text");
    }
  })
  .describe("each of some items put into the group where it belongs, compared on the server");

/** Places of those that stand there for the second time. */
function repeatedAt(texts: readonly string[]): number[] {
  return [...texts.keys()].filter((index) => texts.indexOf(texts[index] ?? "") < index);
}

export type AnswerCheck = z.infer<typeof AnswerCheck>;
export type QuizCheck = z.infer<typeof QuizCheck>;
export type SortCheck = z.infer<typeof SortCheck>;
export type AskingCheck = AnswerCheck | QuizCheck | SortCheck;

const KINDS: readonly string[] = ["answer", "quiz", "sort"] satisfies AskingCheck["kind"][];

/** Whether a check waits for an answer given in the page. */
export function asks<C extends { readonly kind: string }>(
  check: C,
): check is C & { kind: AskingCheck["kind"] } {
  return KINDS.includes(check.kind);
}
