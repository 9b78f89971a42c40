import { beforeEach, describe, expect, it, vi } from "vitest";
import { PreparedDisks } from "./prepared-disks.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const settled = () => vi.advanceTimersByTimeAsync(0);

function preparing(base: readonly string[] = []) {
  const makings: (PromiseWithResolvers<void> & { readonly images: readonly string[] })[] = [];
  const faults: unknown[] = [];
  const removed: string[] = [];
  const disks = new PreparedDisks({
    base,
    fileOf: (images) => `/disks/${images.join("+")}`,
    make: (images) => {
      const making = { images, ...Promise.withResolvers<void>() };
      makings.push(making);
      return making.promise;
    },
    remove: async (file) => void removed.push(file),
    onFault: (error) => faults.push(error),
  });
  const wish = async (...images: string[]) => {
    const isReady = disks.wish(images);
    await settled();
    return isReady;
  };
  const made = async (...images: string[]) => {
    await wish(...images);
    makings.at(-1)?.resolve();
    await settled();
  };
  const lent = (...images: string[]) => disks.lend(images, async (file) => file);
  return { disks, makings, faults, removed, wish, made, lent };
}

describe("a prepared disk", () => {
  it("is made once, for all who wish for it, and then had at once", async () => {
    const { makings, wish, lent } = preparing();
    expect([await wish("nginx", "alpine"), await lent("alpine", "nginx")]).toEqual([false, undefined]);
    expect(makings.map(({ images }) => images)).toEqual([["alpine", "nginx"]]);
    makings[0]?.resolve();
    await settled();
    expect([await wish("nginx", "alpine"), await lent("alpine", "nginx")]).toEqual([
      true,
      "/disks/alpine+nginx",
    ]);
    expect(makings).toHaveLength(1);
  });

  it("is not needed for no images", async () => {
    const { makings, wish, lent } = preparing();
    expect([await wish(), await lent()]).toEqual([true, undefined]);
    expect(makings).toEqual([]);
  });

  it("is tried again after a pause when it could not be made, and the fault is told; others need not wait", async () => {
    const { makings, faults, wish, made } = preparing();
    await wish("misspelt");
    makings[0]?.reject(new Error("no such image"));
    await settled();
    expect(faults).toEqual([new Error("no such image")]);
    expect(await wish("misspelt")).toBe(false);
    expect(makings).toHaveLength(1);
    await made("nginx");
    expect(await wish("nginx")).toBe(true);
    await vi.advanceTimersByTimeAsync(30_000);
    await made("misspelt");
    expect(await wish("misspelt")).toBe(true);
  });

  it("is made one at a time", async () => {
    const { makings, wish } = preparing();
    await wish("nginx");
    await wish("redis");
    expect(makings).toHaveLength(1);
    makings[0]?.resolve();
    await settled();
    await wish("redis");
    expect(makings.map(({ images }) => images)).toEqual([["nginx"], ["redis"]]);
  });

  it("has the images of all machines too, of which there is a disk first, for who comes before the other", async () => {
    const { makings, wish, lent } = preparing(["alpine"]);
    expect(await wish("nginx")).toBe(false);
    makings[0]?.resolve();
    await settled();
    expect(await lent("nginx")).toBe("/disks/alpine");
    await settled();
    makings[1]?.resolve();
    await settled();
    expect([await lent("nginx"), await lent("alpine"), await lent()]).toEqual([
      "/disks/alpine+nginx",
      "/disks/alpine",
      "/disks/alpine",
    ]);
    expect(makings.map(({ images }) => images)).toEqual([["alpine"], ["alpine", "nginx"]]);
  });
});

describe("their number", () => {
  const EIGHT = Array.from({ length: 8 }, (_, index) => `image-${index}`);

  it("is bounded: the least recently wished for makes room, but not that of all machines", async () => {
    const { wish, made, removed } = preparing(["alpine"]);
    await made();
    for (const image of EIGHT) await made(image);
    expect(await wish("image-0")).toBe(true);
    await made("nginx");
    expect(removed).toEqual(["/disks/alpine+image-1"]);
    expect([await wish("nginx"), await wish()]).toEqual([true, true]);
  });

  it("leaves alone what is being copied", async () => {
    const { disks, wish, made, removed } = preparing();
    for (const image of EIGHT) await made(image);
    const copied = Promise.withResolvers<void>();
    const copying = disks.lend(["image-0"], () => copied.promise);
    for (const image of EIGHT.slice(1)) await wish(image);
    await made("nginx");
    expect(removed).toEqual(["/disks/image-1"]);
    copied.resolve();
    await copying;
    await made("redis");
    expect(removed).toEqual(["/disks/image-1", "/disks/image-0"]);
  });
});

it("leaves nothing when it is closed, also of one that is being made, and makes no more", async () => {
  const { disks, makings, wish, made, removed, faults } = preparing();
  await made("nginx");
  await wish("redis");
  const closed = disks.close();
  makings[1]?.reject(new Error("given up"));
  await closed;
  expect(removed).toEqual(["/disks/nginx"]);
  expect([await wish("nginx"), makings.length, faults]).toEqual([false, 2, []]);
});
