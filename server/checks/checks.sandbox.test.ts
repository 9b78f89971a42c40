import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CheckSpec } from "../lessons/schema.ts";
import type { CheckResult } from "../protocol/check-result.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { startTestLab, type TestLab } from "../testing/start-test-lab.ts";
import { buildCheck } from "./build-check.ts";
import { runCheck } from "./run-check.ts";

let lab: TestLab;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await startTestLab("checks");
  sandbox = await lab.driver.create({ owner: "checks-test" });
});
afterAll(() => lab?.close());

async function look(spec: Parameters<typeof CheckSpec.parse>[0], answer?: string): Promise<CheckResult> {
  const engine = createEngineClient(() => sandbox.connectEngine());
  return runCheck(buildCheck(CheckSpec.parse(spec)), {
    sandbox,
    engine,
    ...(answer === undefined ? {} : { answer }),
  });
}

async function passes(spec: Parameters<typeof CheckSpec.parse>[0], answer?: string): Promise<void> {
  let result = await look(spec, answer);
  for (
    const deadline = Date.now() + 5000;
    result.status !== "passed" && Date.now() < deadline;
    await delay(100)
  ) {
    result = await look(spec, answer);
  }
  expect(result).toEqual({ status: "passed" });
}

async function says(spec: Parameters<typeof CheckSpec.parse>[0], expected: RegExp): Promise<void> {
  const result = await look(spec);
  expect(result.status).toBe("not-yet");
  if (result.status === "not-yet")
    expect(`${result.found}\n${result.expected}\n${result.next}`).toMatch(expected);
}

const type = (line: string) => sandbox.exec(["bash", "-lc", line], { timeoutMs: 30_000 });

describe("checks, on a real machine", () => {
  it("sees images come, get names and go", async () => {
    await says({ kind: "image", name: "alpine:3.19" }, /is not there\./);
    await type("docker pull alpine:3.19");
    await passes({ kind: "image", name: "docker.io/library/alpine:3.19" });
    await says({ kind: "image", name: "alpine:3.18" }, /but `alpine:3\.19`/);
    await says({ kind: "image", name: "alpine:3.19", present: false }, /still there/);
    await type("docker tag alpine:3.19 localhost:5000/mine:1");
    await passes({ kind: "image", name: "localhost:5000/mine:1" });
    await type("docker rmi localhost:5000/mine:1");
    await passes({ kind: "image", name: "localhost:5000/mine:1", present: false });
  });

  it("knows an image by its id", async () => {
    await type("docker run --name by-id $(docker images -q alpine:3.19) true");
    await passes({ kind: "container", name: "by-id", image: "alpine:3.19", exitCode: 0 });
  });

  it("reaches a published port and tells what is in the way", async () => {
    const web = {
      kind: "container",
      name: "web",
      image: "nginx",
      state: "running",
      port: { host: 8080, container: 80 },
    };
    await says({ kind: "http", port: 8080 }, /Nothing listens on port 8080/);
    await type("docker run -d --name web -p 9090:80 nginx");
    await says(web, /port 9090 of your machine leads to its port 80/);
    await says({ kind: "http", port: 8080 }, /`web` has port 9090/);
    await type("docker rm -f web; docker run -d --name web -p 8080:80 nginx");
    await passes(web);
    await passes({ kind: "http", port: 8080 });
    await passes({ kind: "http", container: "web" });
    await passes({ kind: "http", port: 8080, path: "/nowhere", status: 404 });
    await says({ kind: "http", port: 8080, path: "/nowhere" }, /status 404/);
    await says({ kind: "http", port: 8080, contains: "Berth 8" }, /without `Berth 8`/);
    await type("docker run -d --name second -p 8080:80 nginx");
    await says(
      { kind: "container", name: "second", state: "running" },
      /port is already allocated[\s\S]*holds the port/,
    );
  });

  it("repeats the last line of a failed container", async () => {
    await type(
      "docker run -d --name crash alpine:3.19 sh -c 'echo ready >&2; echo no such berth >&2; exit 3'; sleep 1",
    );
    await says(
      { kind: "container", name: "crash", state: "running" },
      /code 3\. Its last line was `no such berth`/,
    );
  });

  it("looks at files without being held by any of them", async () => {
    await type(
      "echo harbour > note; mkfifo pipe; mkdir box; ln -s /dev/zero zeros; sudo install -m 600 /dev/null secret",
    );
    await passes({ kind: "file", path: "note", contains: "harb" });
    await passes({ kind: "file", path: "/home/learner/note" });
    await says({ kind: "file", path: "note", contains: "sea" }, /It begins with `harbour`/);
    await says({ kind: "file", path: "pipe", contains: "x" }, /not a plain file/);
    await says({ kind: "file", path: "zeros", contains: "x" }, /not a plain file/);
    await says({ kind: "file", path: "box", contains: "x" }, /is a folder/);
    await says({ kind: "file", path: "secret", contains: "x" }, /may not read/);
    await says({ kind: "file", path: "box/note" }, /but there is `note` in your home/);
    await says({ kind: "file", path: "$(touch made)" }, /There is no/);
    await passes({ kind: "file", path: "made", present: false });
  });

  it("compares answers and runs scripts as root", async () => {
    await passes({ kind: "answer", question: "Who?", equals: "id -un" }, " ROOT ");
    await passes({ kind: "script", expected: "Root.", run: '[ "$(id -u)" = 0 ]' });
    await says(
      { kind: "script", expected: "Two.", run: "echo One.; echo Add one.; exit 1" },
      /^One\.\nTwo\.\nAdd one\.$/,
    );
    const broken = await look({ kind: "script", expected: "Two.", run: "exit 3" });
    expect(broken).toMatchObject({ status: "unavailable", code: "sandbox-failed" });
    const slow = await look({ kind: "script", expected: "Two.", run: "sleep 60" });
    expect(slow).toMatchObject({ status: "unavailable", code: "timed-out" });
  });

  it("says that it could not look when the engine is gone", async () => {
    await sandbox.exec(["bash", "-c", "kill -STOP $(pidof dockerd)"], { user: "root" });
    expect(await look({ kind: "image", name: "nginx" })).toMatchObject({ status: "unavailable" });
    await sandbox.exec(["bash", "-c", "kill -KILL $(pidof dockerd)"], { user: "root" });
    expect(await look({ kind: "image", name: "nginx" })).toMatchObject({
      status: "unavailable",
      code: "engine-unreachable",
    });
  });
});
