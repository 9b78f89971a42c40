import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorkstation } from "../images/build-workstation.ts";
import type { Sandbox, SandboxDriver } from "../sandbox/driver.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";
import { publishCatalogue } from "./publish-catalogue.ts";
import { startMirror } from "./start-mirror.ts";

/** What a learner sees of the mirror, in a real sandbox with a real engine. */
let folder: string;
let driver: SandboxDriver;
let sandbox: Sandbox;
let mirror: { close(): Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
  const quiet = { dataDir: path.join(folder, "data"), onProgress: () => {} };
  const { image } = await buildWorkstation(quiet);
  await publishCatalogue(quiet);
  const mirrorDir = path.join(folder, "run/mirror");
  await mkdir(mirrorDir, { recursive: true });
  mirror = await startMirror({
    dataDir: quiet.dataDir,
    runDir: mirrorDir,
    privateDir: path.join(folder, "private"),
    hub: undefined,
    onError: () => {},
  });
  driver = await createPodmanDriver({
    prefix: "slipway-test-mirror",
    image,
    limits: { memoryMb: 1024, cpus: 1, processes: 512 },
    runDir: path.join(folder, "run"),
    mirrorDir,
  });
  sandbox = await driver.create({ owner: "mirror-test" }, () => {});
}, 300_000);

afterAll(async () => {
  await sandbox?.destroy();
  await driver?.close();
  await mirror?.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(command: string) {
  const startedAt = Date.now();
  const result = await sandbox.exec(["bash", "-c", command], { timeoutMs: 40_000 });
  return { ...result, tookMs: Date.now() - startedAt, said: result.stdout + result.stderr };
}

test("hello-world explains itself", async () => {
  const { exitCode, stdout } = await run("docker run hello-world");
  expect(stdout).toContain("your Docker works");
  expect(exitCode).toBe(0);
});

test.each([
  "docker pull nosuch",
  "docker run nginxx",
  "docker pull alpine:9.9",
  "docker pull someone/something:1.0",
  "mkdir -p b && echo FROM nosuch >b/Dockerfile && docker build b",
  "echo 'services: { a: { image: nosuch } }' >compose.yaml && docker compose up",
])("%s: what there is instead, within two seconds", async (command) => {
  const { exitCode, said, tookMs } = await run(command);
  expect(exitCode).not.toBe(0);
  expect(said).toContain(
    "no image of that name and tag. Images here: alpine:3.19, busybox, debian:stable-slim, hello-world, nginx",
  );
  expect(tookMs).toBeLessThan(2_000);
});

test("another registry is said to be out of reach", async () => {
  expect((await run("docker pull ghcr.io/some/image")).said).toContain("so ghcr.io cannot be reached");
});

test.each(["alpine:3.19", "busybox"])(
  "%s has the commands that lessons use, and says what it is",
  async (image) => {
    const { said, exitCode } = await run(
      `docker run --rm ${image} sh -c 'ps aux && id && sleep 0.1 && wget --help 2>&1 && cat /etc/slipway-stand-in; exit 3'`,
    );
    expect(said).toMatch(/PID\s+USER/);
    expect(said).toContain("uid=0(root)");
    expect(said).toMatch(/Stand-in for/);
    expect(exitCode).toBe(3);
  },
);

test("nginx serves, logs, and stops at once", async () => {
  await run("docker run -d --name web -p 8080:80 nginx");
  const { said } = await run("curl -s --retry 20 --retry-connrefused --retry-delay 1 localhost:8080");
  expect(said).toContain("Welcome to nginx");
  expect((await run("docker logs web")).stdout).toContain('"GET / HTTP/1.1" 200');
  expect((await run("docker exec web bash -c 'cat /etc/slipway-stand-in'")).stdout).toMatch(/^Stand-in/);
  expect((await run("docker stop web")).tookMs).toBeLessThan(3_000);
  expect((await run("docker inspect --format {{.State.ExitCode}} web")).stdout.trim()).toBe("0");
});

test("a build on an image of the mirror works", async () => {
  const { said, exitCode } = await run(
    'mkdir -p c && printf \'FROM alpine:3.19\\nRUN echo built >/text\\nCMD ["cat", "/text"]\\n\' >c/Dockerfile && docker build -q -t mine c && docker run --rm mine',
  );
  expect(exitCode, said).toBe(0);
  expect(said).toContain("built");
});

test("the workstation has the tools of the course", async () => {
  const { said, exitCode } = await run(
    "docker --version && docker compose version && docker buildx version && sudo -n id -u && for tool in git jq nano vim less tree file curl ping ss pstree socat; do command -v $tool || exit 1; done; . /usr/share/bash-completion/bash_completion; _comp_load docker; complete -p docker",
  );
  expect(exitCode, said).toBe(0);
  expect(said).toContain("complete -F _docker docker");
});
