import { expect, it } from "vitest";
import { normaliseImageName } from "./image-name.ts";

it.each([
  ["nginx", "docker.io/library/nginx:latest"],
  ["nginx:latest", "docker.io/library/nginx:latest"],
  ["docker.io/nginx", "docker.io/library/nginx:latest"],
  ["docker.io/library/nginx:latest", "docker.io/library/nginx:latest"],
  ["index.docker.io/library/nginx", "docker.io/library/nginx:latest"],
  ["alpine:3.19", "docker.io/library/alpine:3.19"],
  ["you/simpleapp:1.0", "docker.io/you/simpleapp:1.0"],
  ["localhost:5000/web", "localhost:5000/web:latest"],
  ["localhost/web:2", "localhost/web:2"],
  ["quay.io/a/b/c:1", "quay.io/a/b/c:1"],
  ["nginx@sha256:abc", "docker.io/library/nginx@sha256:abc"],
])("%s is %s", (name, full) => {
  expect(normaliseImageName(name)).toBe(full);
});
