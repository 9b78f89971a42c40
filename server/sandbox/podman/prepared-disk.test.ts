import { beforeEach, expect, it, vi } from "vitest";
import { PreparedDisk } from "./prepared-disk.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function preparing() {
  const makings: PromiseWithResolvers<void>[] = [];
  const faults: unknown[] = [];
  const disk = new PreparedDisk({
    file: "/disks/prepared",
    make: () => {
      makings.push(Promise.withResolvers());
      return makings.at(-1)?.promise ?? Promise.reject(new Error("invariant: nothing is made"));
    },
    onFault: (error) => faults.push(error),
  });
  return { disk, makings, faults };
}

it("is made once, for all who wish for it, and then had at once", async () => {
  const { disk, makings } = preparing();
  expect([disk.wish(), disk.wish()]).toEqual([undefined, undefined]);
  expect(makings).toHaveLength(1);
  makings[0]?.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect([disk.wish(), disk.wish()]).toEqual(["/disks/prepared", "/disks/prepared"]);
  expect(makings).toHaveLength(1);
});

it("is tried again after a pause when it could not be made, and the fault is told", async () => {
  const { disk, makings, faults } = preparing();
  disk.wish();
  makings[0]?.reject(new Error("no such image"));
  await vi.advanceTimersByTimeAsync(0);
  expect(faults).toEqual([new Error("no such image")]);
  expect(disk.wish()).toBeUndefined();
  expect(makings).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(disk.wish()).toBeUndefined();
  expect(makings).toHaveLength(2);
  makings[1]?.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(disk.wish()).toBe("/disks/prepared");
});
