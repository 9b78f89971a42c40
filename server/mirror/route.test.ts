import { expect, test } from "vitest";
import { sourcesForPath } from "./route.ts";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  ["/v2/", ["local"]],
  ["/v2/_catalog", ["local"]],
  ["/v2/library/alpine/manifests/3.19", ["hub", "local"]],
  [`/v2/library/alpine/manifests/${digest}`, ["local", "hub"]],
  [`/v2/some/one/image/blobs/${digest}`, ["local", "hub"]],
  ["/v2/library/alpine/tags/list", ["hub", "local"]],
])("%s", (path, sources) => {
  expect(sourcesForPath(path)).toEqual(sources);
});

test.each(["/", "/v1/search", "/v2/library/alpine/blobs/uploads/", "http://elsewhere/v2/", "/debug/vars"])(
  "%s leads nowhere",
  (path) => {
    expect(sourcesForPath(path)).toBeUndefined();
  },
);
