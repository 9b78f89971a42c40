import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isProcessAlive } from "../../images/process-alive.ts";
import { PodmanCommandError, podman } from "./podman-cli.ts";
import { creationFailed } from "./podman-fault.ts";

let folder: string;
const systemPath = process.env.PATH;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-podman-"));
  await placePodman("echo fine");
});
afterEach(async () => {
  process.env.PATH = systemPath;
  await rm(folder, { recursive: true, force: true });
});

/** A `podman` that does these shell words, found before any other. */
async function placePodman(words: string): Promise<void> {
  await writeFile(path.join(folder, "podman"), `#!/bin/sh\n${words}\n`, { mode: 0o755 });
  process.env.PATH = `${folder}:${systemPath}`;
}

/** Each `podman` that begins leaves a file with its process id. */
async function begun(): Promise<number[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith("begun-"));
  return names.map((name) => Number(name.slice("begun-".length)));
}

async function faultOf(call: Promise<string>): Promise<PodmanCommandError> {
  const error = await call.then(
    (output) => new Error(`it answered ${output}`),
    (error) => error,
  );
  if (!(error instanceof PodmanCommandError)) throw error;
  return error;
}

it("answers with what podman prints, and gives it the words as they are", async () => {
  await placePodman('printf "%s|" "$@"');
  expect(await podman(["ps", "a b", "$HOME"])).toBe("--cgroup-manager|cgroupfs|ps|a b|$HOME|");
});

it("says what podman said when it fails", async () => {
  await placePodman("echo 'no space left on device' >&2; exit 125");
  const error = await faultOf(podman(["run"]));
  expect(error).toMatchObject({ fault: "failed", stderr: "no space left on device\n" });
  expect(creationFailed("id", error)).toMatchObject({
    code: "sandbox-failed",
    learnerMessage: expect.stringContaining("The operator can find the cause in the log"),
    message: "sandbox id: podman run: failed: no space left on device",
  });
});

it("says that podman is missing", async () => {
  process.env.PATH = "/nonexistent";
  const error = await faultOf(podman(["run"]));
  expect(error.fault).toBe("missing");
  expect(creationFailed("id", error).learnerMessage).toContain("is not installed on the lab's computer");
});

it("ends one that hangs, and the child that holds its output open", async () => {
  await placePodman(`trap "" TERM; sleep 600 & echo $! > ${folder}/child; wait; sleep 600`);
  const error = await faultOf(podman(["ps"], { timeoutMs: 300 }));
  expect(error.fault).toBe("late");
  expect(creationFailed("id", error).learnerMessage).toContain("does not answer on the lab's computer");
  const child = Number(await readFile(path.join(folder, "child"), "utf8"));
  await vi.waitFor(async () => expect(await isProcessAlive(child)).toBe(false), { timeout: 5_000 });
});

it("runs a few at a time; who does not get a place in time is told, and a later one gets it", async () => {
  await placePodman(`touch ${folder}/begun-$$; while [ ! -e ${folder}/go ]; do sleep 0.02; done; echo done`);
  const first = Array.from({ length: 8 }, () => podman(["ps"]));
  await vi.waitFor(async () => expect(await begun()).toHaveLength(8), { timeout: 5_000 });

  const refused = await faultOf(podman(["ps"], { timeoutMs: 100 }));
  expect(refused.fault).toBe("busy");
  expect(refused.message).toContain("8 commands of Podman run already");

  const waiting = podman(["ps"]);
  expect(await begun()).toHaveLength(8);
  await writeFile(path.join(folder, "go"), "");
  expect(await Promise.all([...first, waiting])).toEqual(Array(9).fill("done\n"));
  expect(await begun()).toHaveLength(9);
});

it("has all places free again after every one of them has hung", async () => {
  await placePodman("sleep 600");
  const hung = Array.from({ length: 10 }, () => faultOf(podman(["ps"], { timeoutMs: 200 })));
  for (const error of await Promise.all(hung)) expect(["late", "busy"]).toContain(error.fault);
  await placePodman("echo back");
  expect(await Promise.all(Array.from({ length: 8 }, () => podman(["ps"])))).toEqual(Array(8).fill("back\n"));
});
