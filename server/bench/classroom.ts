import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { findLesson } from "../lessons/course.ts";
import { loadCourse } from "../lessons/load-course.ts";
import { attend } from "./class-learner.ts";
import { serveTasks } from "./side-process.ts";

const [url = "", trackId = "", lessonId = "", learners = "", startWithinMs = ""] = process.argv.slice(2);
const lesson = findLesson(await loadCourse(process.env.SLIPWAY_LESSONS), trackId, lessonId);
if (lesson === undefined) throw new Error(`there is no lesson ${trackId}/${lessonId}`);

/** Part of a class, in a process of its own: learners that come one after another and work side by side. */
// Learners sit at machines of their own, which wait for nothing that this one is busy with.
os.setPriority(-15);
serveTasks({
  lesson: () =>
    Promise.all(
      Array.from({ length: Number(learners) }, async (_each, index) => {
        await delay((index / Number(learners)) * Number(startWithinMs));
        return attend(url, lesson);
      }),
    ),
});
