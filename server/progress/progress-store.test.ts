import { afterEach, describe, expect, it } from "vitest";
import { LearnerId, LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import { throwawayDatabase } from "../testing/throwaway-database.ts";
import { memoryProgressStore } from "./memory-progress-store.ts";
import { prismaProgressStore } from "./prisma-progress-store.ts";
import type { ProgressStore } from "./progress-store.ts";

const ada = LearnerId.parse("a".repeat(32));
const ben = LearnerId.parse("b".repeat(32));
const trackId = TrackId.parse("containers");
const pid1 = { trackId, lessonId: LessonId.parse("life-and-death-of-pid-1") };
const images = { trackId, lessonId: LessonId.parse("images") };
const nap = { ...pid1, taskId: TaskId.parse("start-a-nap") };
const shell = { ...pid1, taskId: TaskId.parse("open-a-shell") };
const pull = { ...images, taskId: TaskId.parse("pull") };

const stores: Record<string, () => Promise<{ store: ProgressStore; discard(): Promise<void> }>> = {
  memory: async () => ({ store: memoryProgressStore(), discard: async () => {} }),
  prisma: async () => {
    const { database, discard } = await throwawayDatabase();
    return { store: prismaProgressStore(database), discard };
  },
};

describe.each(Object.entries(stores))("progress store (%s)", (_, open) => {
  let discard: () => Promise<void>;
  afterEach(() => discard());

  async function opened(): Promise<ProgressStore> {
    const result = await open();
    discard = result.discard;
    return result.store;
  }

  it("knows nothing of a new learner", async () => {
    const store = await opened();
    expect(await store.passesOf(ada)).toEqual([]);
    expect(await store.placeOf(ada)).toBeUndefined();
  });

  it("keeps the first time of a pass", async () => {
    const store = await opened();
    const first = await store.pass(ada, nap);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await store.pass(ada, nap)).toEqual(first);
    expect(await store.passesOf(ada)).toEqual([{ ...nap, ...first }]);
  });

  it("takes the same pass twice at once", async () => {
    const store = await opened();
    const times = await Promise.all(Array.from({ length: 8 }, () => store.pass(ada, nap)));
    expect(new Set(times.map((pass) => pass.passedAt.getTime())).size).toBe(1);
    expect(await store.passesOf(ada)).toHaveLength(1);
  });

  it("answers for one lesson or for all, oldest first", async () => {
    const store = await opened();
    for (const task of [nap, shell, pull]) {
      await store.pass(ada, task);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect((await store.passesOf(ada)).map((pass) => pass.taskId)).toEqual([
      "start-a-nap",
      "open-a-shell",
      "pull",
    ]);
    expect((await store.passesOf(ada, images)).map((pass) => pass.taskId)).toEqual(["pull"]);
  });

  it("keeps learners apart", async () => {
    const store = await opened();
    await store.pass(ada, nap);
    await store.place(ada, { ...pid1, step: 2 });
    expect(await store.passesOf(ben)).toEqual([]);
    expect(await store.placeOf(ben)).toBeUndefined();
  });

  it("adds what another learner has passed, and keeps what was there", async () => {
    const store = await opened();
    const bens = await store.pass(ben, pull);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const adas = await store.pass(ada, nap);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await store.pass(ben, nap);
    await store.place(ben, { ...images, step: 2 });
    await store.adopt(ben, ada);
    expect(await store.passesOf(ada)).toEqual([
      { ...pull, ...bens },
      { ...nap, ...adas },
    ]);
    expect(await store.placeOf(ada)).toEqual({ ...images, step: 2 });
    expect(await store.passesOf(ben)).toHaveLength(2);
    await store.place(ada, { ...pid1, step: 3 });
    await store.adopt(ben, ada);
    expect(await store.placeOf(ada)).toEqual({ ...pid1, step: 3 });
  });

  it("adopts nothing from one who has done nothing", async () => {
    const store = await opened();
    await store.adopt(ben, ada);
    expect(await store.passesOf(ada)).toEqual([]);
    expect(await store.placeOf(ada)).toBeUndefined();
  });

  it("keeps the last place", async () => {
    const store = await opened();
    await store.place(ada, { ...pid1, step: 3 });
    await store.place(ada, { ...images, step: 1 });
    expect(await store.placeOf(ada)).toEqual({ ...images, step: 1 });
  });
});
