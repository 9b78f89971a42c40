import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTestLab, type TestLab } from "../../testing/start-test-lab.ts";
import type { Sandbox } from "../driver.ts";

const IMAGES = ["alpine:3.19", "hello-world:latest"];
let lab: TestLab;
beforeAll(async () => {
  lab = await startTestLab("prepared", IMAGES);
});
afterAll(() => lab?.close());

const docker = (sandbox: Sandbox, ...argv: string[]) =>
  sandbox.exec(["docker", ...argv], { timeoutMs: 30_000 });

async function imagesOf(sandbox: Sandbox): Promise<string[]> {
  const { stdout } = await docker(sandbox, "images", "--format", "{{.Repository}}:{{.Tag}}");
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .toSorted();
}

const engineIdOf = async (sandbox: Sandbox) => (await docker(sandbox, "info", "--format", "{{.ID}}")).stdout;

it("once a disk is prepared, each machine has the images from its start, on a disk of its own", async () => {
  const first = await lab.driver.create({ owner: "first" });
  expect(await imagesOf(first), "whoever comes first does not wait").toEqual([]);
  // The machine in which they are pulled has gone by then.
  const disks = [`${first.id}`, `${first.id}.ext4`, "prepared.ext4"];
  await vi.waitFor(async () => expect((await readdir(lab.disksDir)).toSorted()).toEqual(disks.toSorted()), {
    timeout: 40_000,
    interval: 100,
  });

  const one = await lab.driver.create({ owner: "one" });
  const two = await lab.driver.create({ owner: "two" });
  expect((await lab.driver.list()).map(({ owner }) => owner).toSorted()).toEqual(["first", "one", "two"]);
  for (const sandbox of [one, two]) expect(await imagesOf(sandbox)).toEqual(IMAGES);
  expect(await engineIdOf(one)).not.toBe(await engineIdOf(two));

  expect(await docker(one, "run", "--rm", "hello-world")).toMatchObject({ exitCode: 0, stderr: "" });
  const owners = await docker(
    one,
    "run",
    "--user=1000",
    "alpine:3.19",
    "sh",
    "-c",
    "touch /tmp/mine && stat -c %u /bin/busybox /tmp/mine",
  );
  expect(owners.stdout).toBe("0\n1000\n");

  expect((await docker(one, "rmi", "--force", "hello-world")).exitCode).toBe(0);
  expect(await imagesOf(one)).toEqual(["alpine:3.19"]);
  expect(await imagesOf(two)).toEqual(IMAGES);
});
