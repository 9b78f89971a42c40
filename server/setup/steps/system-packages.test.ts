import { expect, it } from "vitest";
import { packagesFor, parseStatus } from "./system-packages.mjs";

it("reads apt's progress", () => {
  expect(parseStatus("dlstatus:3:41.6:Retrieving file 3 of 14 (12s remaining)")).toBe("downloading, 42 %");
  expect(parseStatus("pmstatus:podman:57.1:Unpacking podman (amd64)")).toBe("unpacking podman (amd64), 57 %");
  expect(parseStatus("pmstatus:libseccomp2:amd64:80.0:Configuring libseccomp2 (amd64)")).toBe(
    "configuring libseccomp2 (amd64), 80 %",
  );
  expect(parseStatus("Setting up podman (4.3.1) ...")).toBeUndefined();
});

it("asks for a browser only for tests, and never for Ubuntu's", () => {
  const debian = { id: "debian", version: "12", name: "" };
  expect(packagesFor(debian, false)).not.toContain("chromium");
  expect(packagesFor(debian, true)).toContain("chromium");
  expect(packagesFor({ ...debian, id: "ubuntu" }, true)).not.toContain("chromium");
});
