import { describe, expect, it } from "vitest";
import { type ImageSet, imageSetOf, imagesOf, isWithin, NO_IMAGES, wantedSets } from "./image-set.ts";

it("is the same for whoever lists the same images", () => {
  expect(imageSetOf(["nginx", "alpine:3.19", "nginx"])).toBe(imageSetOf(["alpine:3.19", "nginx"]));
  expect(imagesOf(imageSetOf(["nginx", "alpine:3.19"]))).toEqual(["alpine:3.19", "nginx"]);
  expect([imageSetOf([]), imagesOf(NO_IMAGES)]).toEqual([NO_IMAGES, []]);
});

it("is within another by whole names", () => {
  const both = imageSetOf(["nginx", "alpine:3.19"]);
  expect(isWithin(imageSetOf(["nginx"]), both)).toBe(true);
  expect(isWithin(NO_IMAGES, NO_IMAGES)).toBe(true);
  expect(isWithin(both, imageSetOf(["nginx"]))).toBe(false);
  expect(isWithin(imageSetOf(["alpine"]), both)).toBe(false);
});

describe("of machines that wait", () => {
  const [web, box] = ["nginx", "busybox"] as ImageSet[];

  it.each<[string, { size: number; most: number }, (ImageSet | undefined)[], Record<string, number>]>([
    ["none have images, when nobody asks", { size: 2, most: 10 }, [], { "": 2 }],
    [
      "none have, when lessons without are asked for",
      { size: 2, most: 9 },
      [NO_IMAGES, NO_IMAGES],
      { "": 2 },
    ],
    [
      "as many have as were asked for, beside the others",
      { size: 4, most: 10 },
      [web, NO_IMAGES, box, web],
      { "": 4, nginx: 2, busybox: 1 },
    ],
    [
      "half have at most, those of the latest claims",
      { size: 4, most: 4 },
      [web, web, web, box],
      { "": 2, nginx: 1, busybox: 1 },
    ],
    ["the larger half has none", { size: 2, most: 3 }, [web, web], { "": 2, nginx: 1 }],
    ["a single one suits everybody", { size: 1, most: 1 }, [web], { "": 1 }],
    ["there may be none at all", { size: 0, most: 0 }, [web], { "": 0 }],
  ])("%s", (_what, sizes, claims, wanted) => {
    expect(Object.fromEntries(wantedSets(sizes, claims as ImageSet[]))).toEqual(wanted);
  });
});
