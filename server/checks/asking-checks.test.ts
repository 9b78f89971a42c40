import { describe, expect, it } from "vitest";
import { CheckSpec } from "../lessons/schema.ts";
import { buildCheck } from "./build-check.ts";
import { fakeContext } from "./fake-context.ts";

type Input = Parameters<typeof CheckSpec.parse>[0];

const run = (spec: Input, answer?: string) =>
  buildCheck(CheckSpec.parse(spec)).run(fakeContext(answer === undefined ? {} : { answer }));

async function said(spec: Input, answer?: string) {
  const result = await run(spec, answer);
  if (result.status !== "not-yet") throw new Error(`expected not-yet, got ${JSON.stringify(result)}`);
  return result;
}

const quiz = {
  kind: "quiz",
  question: "Which of these are shared?",
  choices: [
    { id: "kernel", text: "The running kernel", right: true, say: "Yes: the same inside and outside." },
    { id: "memory", text: "The memory", right: true, say: "Yes: the one kernel hands it out." },
    { id: "files", text: "The root file system", say: "No. The image brings its own." },
    { id: "boot", text: "The boot", say: "No. Nothing boots." },
  ],
};
const single = { ...quiz, choices: quiz.choices.filter(({ id }) => id !== "memory") };

describe("quiz", () => {
  it("passes on all that are right, in any order, and on nothing else", async () => {
    for (const answer of ["kernel,memory", "memory,kernel", " memory , kernel "]) {
      expect(await run(quiz, answer)).toEqual({ status: "passed" });
    }
    expect(await run(single, "kernel")).toEqual({ status: "passed" });
  });

  it.each([
    ["nothing", undefined, "No answer yet.", /Choose all that apply/],
    ["a wrong one", "files", "You chose “The root file system”.", /^No\. The image brings its own\.$/],
    ["a wrong one among right ones", "kernel,memory,files", "You chose “The root file system”.", /its own/],
    ["two wrong ones", "boot,files", "You chose “The root file system” and 1 more", /its own/],
    ["one of two", "memory", "The one you chose is right, and 1 is still missing.", /Go through the others/],
  ])("says what was chosen: %s", async (_name, answer, found, next) => {
    const result = await said(quiz, answer);
    expect(result.found).toContain(found);
    expect(result.next).toMatch(next);
    expect(result.expected).toBe("Every choice that applies, and no other.");
  });

  it("tells why only of what was chosen", async () => {
    for (const answer of [undefined, "kernel", "memory", "boot", "kernel,boot"]) {
      const text = JSON.stringify(await said(quiz, answer));
      expect(text).not.toContain("The image brings its own");
      expect(text).not.toContain("Yes:");
    }
  });

  it.each(["", ",", "kernel,", "kernel,kernel", "kernel=vm", "KERNEL", "x", "__proto__", "kernel memory"])(
    "takes no answer that no page sends: %j",
    async (answer) => {
      const { found, next } = await said(quiz, answer);
      expect(found).toMatch(/No answer yet|cannot be read|is none of the choices/);
      expect(next).toMatch(/Choose|Reload/);
    },
  );

  it("needs no machine", () => {
    expect(buildCheck(CheckSpec.parse(quiz)).judge?.("kernel,memory")).toEqual({ status: "passed" });
  });
});

const sort = {
  kind: "sort",
  question: "Where does each belong?",
  groups: [
    { id: "vm", title: "Virtual machine" },
    { id: "container", title: "Container" },
  ],
  items: [
    { id: "boots", text: "Boots a kernel", group: "vm", say: "A whole computer boots." },
    { id: "shares", text: "Shares a kernel", group: "container", say: "There is one kernel." },
    { id: "windows", text: "Runs another system", group: "vm", say: "It brings its own kernel." },
  ],
};

describe("sort", () => {
  it("passes when each is in its place, in any order", async () => {
    expect(await run(sort, "windows=vm,boots=vm,shares=container")).toEqual({ status: "passed" });
  });

  it.each([
    ["nothing", undefined, /^No answer yet/, /Choose a place for each/],
    [
      "one elsewhere",
      "boots=container,shares=container,windows=vm",
      /^2 of 3 are in the right place\. You put “Boots a kernel” under “Container”\.$/,
      /^A whole computer boots\.$/,
    ],
    ["one elsewhere, others left", "windows=container", /^0 of 3/, /^It brings its own kernel\.$/],
    [
      "some left",
      "boots=vm",
      /^1 of 3 is in the right place, and 2 are not sorted yet\.$/,
      /“Shares a kernel”/,
    ],
  ])("says how many are right and why one is not: %s", async (_name, answer, found, next) => {
    const result = await said(sort, answer);
    expect(result.found).toMatch(found);
    expect(result.next).toMatch(next);
  });

  it.each(["boots", "boots=", "=vm", "boots=vm,boots=vm", "boots=vm=vm", "x=vm", "boots=x", "boots=vm,"])(
    "takes no answer that no page sends: %j",
    async (answer) => {
      const { found, next } = await said(sort, answer);
      expect(found).toMatch(/cannot be read|is not part of this task/);
      expect(next).toMatch(/Reload/);
    },
  );
});

describe("among others", () => {
  it("is asked after what stands before it", async () => {
    const spec = { kind: "all", checks: [{ kind: "volume", name: "ledger" }, quiz] };
    expect((await said(spec, "kernel,memory")).found).toContain("ledger");
    expect(buildCheck(CheckSpec.parse(spec)).judge).toBeUndefined();
  });
});

describe("an answer that is typed", () => {
  const answer = { kind: "answer", question: "Which number?", accept: ["7"] };

  it("needs no machine where patterns say what is right", () => {
    const { judge } = buildCheck(CheckSpec.parse(answer));
    expect(judge?.(" 7 ")).toEqual({ status: "passed" });
    expect(judge?.("8")).toMatchObject({ status: "not-yet" });
    expect(buildCheck(CheckSpec.parse({ ...answer, accept: undefined, equals: "id" })).judge).toBeUndefined();
  });

  it("is not compared with anything when nobody types that much", async () => {
    expect((await said(answer, "7".repeat(501))).found).toBe("Your answer has 501 characters.");
  });
});
