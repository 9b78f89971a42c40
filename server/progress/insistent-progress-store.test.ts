import { beforeEach, expect, it, vi } from "vitest";
import { LearnerId, LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import { insistentProgressStore } from "./insistent-progress-store.ts";
import { memoryProgressStore } from "./memory-progress-store.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const ada = LearnerId.parse("a".repeat(32));
const nap = {
  trackId: TrackId.parse("containers"),
  lessonId: LessonId.parse("pid-1"),
  taskId: TaskId.parse("nap"),
};

function onADiskThatMayBeFull() {
  const inner = memoryProgressStore();
  const disk = { full: true, attempts: 0 };
  const faults: string[] = [];
  const store = insistentProgressStore(
    {
      ...inner,
      async pass(...args) {
        disk.attempts += 1;
        if (disk.full) throw new Error("disk full");
        return inner.pass(...args);
      },
    },
    (message) => faults.push(message),
  );
  return { store, disk, faults };
}

it("writes a pass down as soon as that is possible again, and logs an outage once", async () => {
  const { store, disk, faults } = onADiskThatMayBeFull();
  const pass = store.pass(ada, nap);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(store.waiting()).toBe(1);
  expect(faults).toEqual(["a pass of nap could not be written down; it is kept and tried again"]);
  disk.full = false;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await pass).toHaveProperty("passedAt");
  expect(store.waiting()).toBe(0);
  expect(await store.passesOf(ada)).toMatchObject([nap]);
});

it("tries one pass once at a time, however often it is asked for", async () => {
  const { store, disk } = onADiskThatMayBeFull();
  const passes = [store.pass(ada, nap), store.pass(ada, nap)];
  await vi.advanceTimersByTimeAsync(0);
  expect(disk.attempts).toBe(1);
  disk.full = false;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(new Set(await Promise.all(passes)).size).toBe(1);
  expect(disk.attempts).toBe(2);
});
