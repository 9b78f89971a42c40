import { expect, it } from "vitest";
import { Task } from "../../server/lessons/schema.ts";
import type { LessonId, TaskId, TrackId } from "../../server/protocol/ids.ts";
import { lessonProgress, passViews, taskView } from "./lesson-view-model.ts";

const task = (check: unknown) =>
  Task.parse({
    id: "count-layers",
    title: "Count the layers of `nginx`",
    check,
    hints: ["Look at `docker inspect`", "The key is `RootFS`"],
    solution: "docker inspect SECRET-SOLUTION",
    solutionAnswer: "echo SECRET-ANSWER",
    mistakes: [{ name: "counts something else", answer: "SECRET-MISTAKE", feedback: "SECRET-FEEDBACK" }],
  });

const answer = {
  kind: "answer",
  question: "How many layers?",
  placeholder: "a number",
  accept: ["SECRET-ACCEPT"],
  rejections: [{ when: "SECRET-WHEN", say: "SECRET-SAY" }],
};

it("tells the page the question and nothing that answers it", () => {
  const view = taskView(task(answer));
  expect(view.question).toEqual({ kind: "answer", text: "How many layers?", placeholder: "a number" });
  expect(JSON.stringify(view)).not.toContain("SECRET");
  expect(Object.keys(view).toSorted()).toEqual(["hints", "id", "question", "title"]);
});

const quiz = {
  kind: "quiz",
  question: "Which of these are shared?",
  choices: [
    { id: "kernel", text: "The kernel", right: true, say: "SECRET-RIGHT" },
    { id: "memory", text: "The memory", right: true, say: "SECRET-RIGHT-TOO" },
    { id: "files", text: "The files", say: "SECRET-WRONG" },
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
    { id: "boots", text: "Boots a kernel", group: "vm", say: "SECRET-VM" },
    { id: "shares", text: "Shares a kernel", group: "container", say: "SECRET-CONTAINER" },
    { id: "windows", text: "Runs another system", group: "vm", say: "SECRET-OTHER" },
  ],
};

it("tells the page the choices of a quiz, without which are right and why", () => {
  const view = taskView(task(quiz));
  expect(view.question).toEqual({
    kind: "quiz",
    text: "Which of these are shared?",
    several: true,
    choices: [
      { id: "kernel", text: "The kernel" },
      { id: "memory", text: "The memory" },
      { id: "files", text: "The files" },
    ],
  });
  expect(JSON.stringify(view)).not.toMatch(/SECRET|"right"/);
});

it("tells the page the items of a sort, without where they belong and why", () => {
  const view = taskView(task({ kind: "all", checks: [{ kind: "image", name: "nginx" }, sort] }));
  expect(view.question).toEqual({
    kind: "sort",
    text: "Where does each belong?",
    groups: sort.groups,
    items: sort.items.map(({ id, text }) => ({ id, text })),
  });
  expect(JSON.stringify(view)).not.toMatch(/SECRET|"group"/);
});

it("explains the answers of what is passed, and of nothing else", () => {
  const lesson = {
    id: "images" as LessonId,
    trackId: "containers" as TrackId,
    tasks: [task(quiz), { ...task(sort), id: "sort-them" as TaskId }],
  };
  const pass = { trackId: "containers", lessonId: "images" };
  expect(passViews(lesson, [])).toEqual([]);
  const [first, ...others] = passViews(lesson, [
    { ...pass, taskId: "sort-them" },
    { ...pass, taskId: "count-layers", lessonId: "other" },
  ]);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ taskId: "sort-them" });
  expect(first?.explanations).toContainEqual({ id: "boots", group: "vm", say: "SECRET-VM" });
  expect(JSON.stringify(first)).not.toContain("SECRET-RIGHT");
});

it("finds the question among several checks", () => {
  const view = taskView(task({ kind: "all", checks: [{ kind: "image", name: "nginx" }, answer] }));
  expect(view.question?.text).toBe("How many layers?");
});

it("asks nothing where the machine is looked at", () => {
  expect(taskView(task({ kind: "image", name: "nginx" })).question).toBeUndefined();
});

it("counts each task of the lesson once", () => {
  const lesson = {
    id: "images" as LessonId,
    trackId: "containers" as TrackId,
    tasks: [task(answer)],
  };
  const pass = { trackId: "containers", lessonId: "images", taskId: "count-layers" };
  expect(lessonProgress(lesson, [])).toEqual({ done: 0, total: 1 });
  expect(lessonProgress(lesson, [pass, pass, { ...pass, taskId: "removed-since" }])).toEqual({
    done: 1,
    total: 1,
  });
  expect(lessonProgress(lesson, [{ ...pass, trackId: "other" }]).done).toBe(0);
});
