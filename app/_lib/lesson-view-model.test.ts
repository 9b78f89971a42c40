import { expect, it } from "vitest";
import { Task } from "../../server/lessons/schema.ts";
import type { LessonId, TrackId } from "../../server/protocol/ids.ts";
import { lessonProgress, taskView } from "./lesson-view-model.ts";

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
