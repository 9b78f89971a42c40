import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTestLab, type TestLab } from "../../testing/start-test-lab.ts";
import type { Sandbox } from "../driver.ts";

vi.setConfig({ testTimeout: 300_000 });
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

/** The disk is there, and the machine has gone in which its images were pulled. */
async function prepared(...images: string[]): Promise<void> {
  const sandboxes = (await lab.driver.list()).flatMap(({ id }) => [id, `${id}.ext4`]);
  await vi.waitFor(
    async () => {
      expect(await lab.driver.prepare(images)).toBe(true);
      const names = await readdir(lab.disksDir);
      const others = names.filter((name) => !name.startsWith("prepared."));
      expect(others.toSorted()).toEqual(sandboxes.toSorted());
    },
    // It gives way to whoever works on this machine.
    { timeout: 120_000, interval: 100 },
  );
}

const engineIdOf = async (sandbox: Sandbox) => (await docker(sandbox, "info", "--format", "{{.ID}}")).stdout;

it("once a disk is prepared, each machine has the images from its start, on a disk of its own", async () => {
  const first = await lab.driver.create({ owner: "first" });
  expect(await imagesOf(first), "whoever comes first does not wait").toEqual([]);
  await prepared();

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

it("each of two sets of further images is on the machines made with it, which pull nothing, and on no others", async () => {
  await prepared("nginx:latest");
  await prepared("busybox:latest");
  const startMirror = await lab.stopMirror();
  const [web, box, plain] = await Promise.all([
    lab.driver.create({ owner: "web", images: ["nginx:latest"] }),
    lab.driver.create({ owner: "box", images: ["busybox:latest"] }),
    lab.driver.create({ owner: "plain" }),
  ]);
  await startMirror();
  expect(await imagesOf(web)).toEqual([...IMAGES, "nginx:latest"]);
  expect(await imagesOf(box)).toEqual(["alpine:3.19", "busybox:latest", "hello-world:latest"]);
  expect(await imagesOf(plain)).toEqual(IMAGES);
  expect(await docker(web, "run", "--rm", "nginx", "true")).toMatchObject({ exitCode: 0, stderr: "" });
});

it("a driver that is closed leaves no prepared disk, nor the machine in which one is being made", async () => {
  const before = await readdir(lab.disksDir);
  expect(await lab.driver.prepare(["registry:2"])).toBe(false);
  const isBegun = async () =>
    expect((await readdir(lab.disksDir)).filter((name) => !before.includes(name))).not.toEqual([]);
  await vi.waitFor(isBegun, { timeout: 10_000, interval: 20 });
  await lab.driver.close();
  expect((await readdir(lab.disksDir)).filter((name) => name.startsWith("prepared."))).toEqual([]);
  expect((await lab.driver.list()).map(({ owner }) => owner)).not.toContain("prepared images");
});
