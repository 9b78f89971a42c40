import { expect, test } from "vitest";
import { describeNoWayOut } from "./refusals.ts";

const state = { registryUp: true, hub: "absent", imageNames: ["alpine:3.19", "nginx"] } as const;

test("an unknown image is answered with what there is", () => {
  expect(describeNoWayOut("registry-1.docker.io", state)).toBe(
    "this lab has no internet, and its own store has no image of that name and tag. Images here: alpine:3.19, nginx. Check the spelling and the tag.",
  );
});

test("tags of one repository stand together", () => {
  const imageNames = ["busybox", "slipway/tide:1.0", "slipway/tide:2.0"];
  expect(describeNoWayOut("registry-1.docker.io", { ...state, imageNames })).toContain(
    "Images here: busybox, slipway/tide (1.0, 2.0).",
  );
});

test("a hub that does not answer is told apart from one that has no such image", () => {
  const silent = describeNoWayOut("registry-1.docker.io", { ...state, hub: "silent" });
  const answering = describeNoWayOut("registry-1.docker.io", { ...state, hub: "answering" });
  expect(silent).toContain("Docker Hub does not answer");
  expect(answering).toContain("through its store only, and that found no image");
});

test("while the registry starts again the image is not called unknown", () => {
  expect(describeNoWayOut("registry-1.docker.io", { ...state, registryUp: false })).toMatch(/starting again/);
});

test("another registry is named, and cannot smuggle anything into the answer's head", () => {
  expect(describeNoWayOut("ghcr.io", state)).toMatch(/so ghcr\.io cannot be reached/);
  expect(describeNoWayOut("a\r\nSet-Cookie: b", state)).not.toMatch(/[\r\n:]\s*b/);
});
