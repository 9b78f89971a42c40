import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, readlink, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stop, untilLine } from "../bench/lab-under-test.ts";
import { readSettings } from "../env.ts";
import { unmount } from "../sandbox/podman/sandbox-disk.ts";
import { labProcess } from "../testing/lab-process.ts";
import { realSandboxes, testPrefix } from "../testing/real-sandboxes.ts";
import { serverUser } from "./server-user.ts";

const run = promisify(execFile);
const { nextDir, user } = readSettings(process.env);
const NAME = "rights";
const PREFIX = testPrefix(NAME);

/** A checkout in a folder that only root may enter, with its data in it: where the lab's user could not go by itself. */
let folder: string;
let host: ChildProcess;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-privileges-"));
  const project = path.join(folder, "slipway");
  await mkdir(project);
  // Read-only: whatever goes wrong, to remove the folder must not be to remove the checkout.
  await run("mount", ["--bind", "--options", "ro", process.cwd(), project]);
  host = spawn(path.join(project, "node_modules/.bin/node"), ["server/index.ts"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      SLIPWAY_DATA: path.join(folder, "data"),
      SLIPWAY_PREFIX: PREFIX,
      SLIPWAY_NEXT_DIR: nextDir,
      LOG_LEVEL: "error",
    },
  });
  url = await untilLine(host, "Slipway is ready:");
});

afterAll(async () => {
  if (host !== undefined) await stop(host);
  expect(await unmount(path.join(folder, "slipway"))).toBe(true);
  await (await realSandboxes(NAME)).cleanUp();
  await rm(folder, { recursive: true, force: true });
});

const pidOf = (part: string) => labProcess(host.pid ?? 0, `server/${part}/main.ts`);

/** Runs a command in the file system that a process sees, as its user. */
async function asIn(pid: number, ...command: string[]): Promise<string> {
  const { uid, gid } = await serverUser(user);
  const place = ["--target", String(pid), "--mount", "--setuid", String(uid), "--setgid", String(gid)];
  return (await run("nsenter", [...place, "--", ...command])).stdout;
}

it("serves, also from a folder that its user may not enter", async () => {
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(url, { headers: { accept: "text/html" } })).status).toBe(200);
});

describe.each(["web", "pages", "mirror"])("%s", (part) => {
  it("is not root, and cannot become more than it is", async () => {
    const status = await readFile(`/proc/${await pidOf(part)}/status`, "utf8");
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, "m").exec(status)?.[1];
    const { uid, gid } = await serverUser(user);
    expect(uid).not.toBe(0);
    expect(field("Uid")).toBe(Array(4).fill(uid).join("\t"));
    expect(field("Gid")).toBe(Array(4).fill(gid).join("\t"));
    expect(field("Groups")).toBe("");
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) expect(Number(field(set))).toBe(0);
    expect(field("NoNewPrivs")).toBe("1");
  });

  it("reads nothing of root's, and nothing of Podman's", async () => {
    const pid = await pidOf(part);
    expect(await asIn(pid, "cat", "/etc/hostname")).not.toBe("");
    for (const file of [
      "/etc/shadow",
      "/var/lib/containers",
      "/root",
      "/run/podman",
      `/run/${PREFIX}/relay`,
    ]) {
      await expect(asIn(pid, "ls", "-d", `${file}/.`), file).rejects.toThrow(
        /No such file|denied|Not a directory/,
      );
    }
    await expect(asIn(pid, "cat", "/etc/shadow")).rejects.toThrow("Permission denied");
    await expect(asIn(pid, "touch", path.join(folder, "slipway/server/mine"))).rejects.toThrow("Read-only");
  });

  it("has a network and a process table of its own", async () => {
    const pid = await pidOf(part);
    for (const kind of ["net", "pid", "ipc", "mnt"]) {
      expect(await readlink(`/proc/${pid}/ns/${kind}`)).not.toBe(await readlink(`/proc/self/ns/${kind}`));
    }
  });
});

/** Over a connection of its own, as a visitor who was not here before. */
const visit = (path: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    http
      .get(`${url}${path}`, { agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .once("error", reject);
  });

it("a server that is killed is started again, and whoever connects meanwhile waits", async () => {
  const before = await pidOf("web");
  process.kill(before, "SIGKILL");
  expect(await visit("/healthz")).toBe(200);
  expect(await pidOf("web")).not.toBe(before);
});
