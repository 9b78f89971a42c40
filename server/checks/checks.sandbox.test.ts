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

  it("tells a container's limits and rights, however they were given", async () => {
    await type(
      "docker run -d --name app -m 512m --cpu-quota 50000 --pids-limit 100 --cap-drop NET_RAW --user 1000:1000 -e TIDE=low alpine:3.19 sleep 600",
    );
    const app = { kind: "container", name: "app" };
    await passes({ ...app, memory: { max: 512 }, cpus: { max: 0.5 }, pids: { min: 50, max: 100 } });
    await passes({ ...app, notRoot: true, user: "^1000", capDrop: "cap_net_raw", env: { TIDE: "^low$" } });
    await says({ ...app, memory: { max: 64 } }, /`app` may use 512 MB.*[\s\S]*at most 64 MB/);
    await says({ ...app, capDrop: "ALL" }, /drops `NET_RAW` only/);
    await says({ ...app, readOnlyRoot: true }, /may write to its root file system/);
    await says({ ...app, env: { TIDE: "^high$" } }, /`TIDE` is `low` in `app`/);
    await type(
      "docker rm -f app; docker run -d --name app --memory=64m --cpus=.25 --read-only --cap-drop=ALL --security-opt no-new-privileges:true --restart unless-stopped --entrypoint sleep alpine:3.19 600",
    );
    await passes({ ...app, memory: { max: 64 }, cpus: { max: 0.25 }, readOnlyRoot: true, capDrop: "ALL" });
    await passes({ ...app, noNewPrivileges: true, restart: "unless-stopped", entrypoint: "^sleep$" });
    await says({ ...app, pids: { max: 50 } }, /`app` has no limit of processes/);
    await says({ ...app, notRoot: true }, /runs as root/);
    await type("docker rm -f app");
  });

  it("knows what ran out of memory, and remembers it", async () => {
    await type("docker run --name hog -m 32m alpine:3.19 sh -c 'x=a; while true; do x=$x$x; done'");
    await passes({ kind: "container", name: "hog", oomKilled: true, exitCode: 137 });
    await passes({ kind: "container-event", name: "hog", action: "oom" });
    await type("docker run -d --name raft alpine:3.19 sleep 600; docker pause raft; docker unpause raft");
    await type("docker rename raft ship");
    await passes({ kind: "container-event", name: "raft", action: "pause" });
    await passes({ kind: "container-event", name: "raft", action: "unpause" });
    await passes({ kind: "container-event", name: "ship", action: "rename" });
    await says({ kind: "container", name: "ship", oomKilled: true }, /No process of `ship` was ended/);
    await type("docker rm -f hog ship");
  });

  it("tells who has a port that a container cannot get", async () => {
    await type("docker rm -f web second; docker run -d --name old-web -p 8080:80 nginx");
    await type("docker run -d --name web -p 8080:80 nginx; docker run -d --name quay nginx");
    const port = { container: 80, host: 8080 };
    await says({ kind: "container", name: "web", state: "running" }, /published, but by `old-web`/);
    await says(
      { kind: "container", name: "quay", port },
      /publishes no port\. Port 8080 is published, but by/,
    );
    await says(
      { kind: "container", name: "pier", state: "running", image: "busybox", port },
      /Port 8080 is published, but by `old-web`/,
    );
    await says({ kind: "http", port: 8080, contains: "Berth 8" }, /Port 8080 is published by `old-web`/);
    await says({ kind: "http", port: 8080, lacks: "<" }, /still answers with `<`/);
    await says({ kind: "http", container: "quay", containerPort: 81 }, /nothing in it listens at .*:81/);
    await type("docker rm -f old-web web quay");
  });

  it("sees what an image is made of, also on a base that has no name here", async () => {
    await type(
      'mkdir -p tide; printf \'FROM alpine:3.19\\nENV TIDE=low\\nEXPOSE 5000\\nLABEL port=quay\\nWORKDIR /srv\\nRUN echo hi > x\\nUSER 1000\\nENTRYPOINT ["sleep"]\\nCMD ["600"]\\n\' > tide/Dockerfile',
    );
    await type("docker rm -f by-id; docker rmi alpine:3.19; docker build -q -t tide:1 tide");
    const tide = { kind: "image", name: "tide:1" };
    await passes({ ...tide, builtOn: "alpine:3.19" });
    await says({ ...tide, builtOn: "busybox" }, /shares no layer with `busybox`/);
    await says({ ...tide, builtOn: "alpine:2.0" }, /no `alpine:2\.0` to compare/);
    await type("docker pull alpine:3.19");
    await passes({ ...tide, builtOn: "docker.io/library/alpine:3.19" });
    await passes({
      ...tide,
      platform: "linux/amd64",
      layers: { min: 2, max: 3 },
      cmd: "^600$",
      entrypoint: "^sleep$",
      env: { TIDE: "low" },
      exposes: 5000,
      workdir: "^/srv$",
      notRoot: true,
      label: { port: "quay" },
      maxMb: 20,
    });
    await says({ ...tide, maxMb: 1 }, /`tide:1` has 2\.\d+ MB\.\n`tide:1` has at most 1 MB/);
    await says({ ...tide, platform: "linux/arm64" }, /is for `linux\/amd64`/);
    await says({ ...tide, sameAs: "tide:2" }, /no `tide:2` to compare/);
    await type("docker tag tide:1 tide:2");
    await passes({ ...tide, sameAs: "tide:2" });
    await says({ ...tide, sameAs: "alpine:3.19" }, /are two images/);
  });

  it("remembers what happened to images, by name", async () => {
    const event = (name: string, action: string) => ({ kind: "image-event", name, action });
    await says(event("busybox", "pull"), /not `busybox`/);
    await says(event("tide:2", "untag"), /does not remember that `tide:2`/);
    await type("docker pull busybox; docker save -o busybox.tar busybox");
    await passes(event("busybox:latest", "pull"));
    await passes(event("docker.io/library/busybox", "save"));
    await passes(event("tide:2", "tag"));
    await says(event("busybox", "delete"), /does not remember that `busybox` is deleted/);
    await type("docker rmi busybox");
    await passes(event("busybox", "delete"));
    await says(event("busybox", "load"), /does not remember/);
    await type("docker load -i busybox.tar; docker rmi tide:2");
    await passes(event("busybox", "load"));
    await passes(event("tide:2", "untag"));
    await says(event("tide:1", "untag"), /does not remember/);
  });

  it("sees networks and volumes, and who has them, also those that compose has named", async () => {
    await type(
      "docker network create --internal back; docker run -d --name app --network back alpine:3.19 sleep 600",
    );
    await passes({ kind: "network", name: "back", internal: true, driver: "bridge", connects: ["app"] });
    await passes({ kind: "container", name: "app", network: "back" });
    await says({ kind: "network", name: "back", connects: ["app", "db"] }, /there is `app`, but not `db`/);
    await says({ kind: "network", name: "back", internal: false }, /has no way out: it is internal/);
    await says({ kind: "network", name: "front" }, /no network named `front`, but `back`/);
    await says({ kind: "network", name: "back", present: false }, /still there, with `app` on it/);
    await says({ kind: "container", name: "app", network: "front" }, /on the network `back`/);
    await type("docker rm -f app; docker network rm back");
    await passes({ kind: "network", name: "back", present: false });

    await type(
      "mkdir -p shop; printf 'services:\\n  web:\\n    image: nginx\\n    networks: [front]\\n  db:\\n    image: alpine:3.19\\n    command: sleep 600\\n    networks: [front]\\n    volumes: [ledger:/data]\\nnetworks: { front: {} }\\nvolumes: { ledger: {} }\\n' > shop/compose.yaml; cd shop; docker compose up -d",
    );
    await passes({ kind: "network", name: "front", connects: ["web", "db"] });
    await passes({ kind: "volume", name: "ledger", usedBy: "db" });
    await says({ kind: "volume", name: "ledger", usedBy: "web" }, /mounted in `shop-db-1`/);
    await passes({ kind: "container", service: "web", project: "shop", image: "nginx", network: "front" });
    await passes({ kind: "http", container: "web" });
    await says(
      { kind: "container", service: "cache", state: "running" },
      /no container of the compose service/,
    );
    await says(
      { kind: "container", service: "web", memory: { max: 64 } },
      /no memory limit[\s\S]*compose file/,
    );
    await type("cd shop; docker compose down -v -t 0");
    await passes({ kind: "volume", name: "ledger", present: false });
  });

  it("reads what a registry of the learner's own holds", async () => {
    const held = (tag: string, more = {}) => ({ kind: "registry", repository: "you/app", tag, ...more });
    await says(held("1.0"), /Nothing listens on port 5000/);
    await type("docker run -d --name registry -p 5000:5000 registry:2");
    await says(held("1.0"), /has no `you\/app`: it is empty/);
    await type("docker pull busybox; docker tag busybox localhost:5000/you/app:1.0");
    await type("docker push localhost:5000/you/app:1.0");
    await passes(held("1.0"));
    await passes({ kind: "image-event", name: "localhost:5000/you/app:1.0", action: "push" });
    await passes(held("2.0", { present: false }));
    await says(held("2.0"), /with the tag `1\.0`, but not `2\.0`/);
    await says(held("1.0", { present: false }), /still has `you\/app:1\.0`/);
    await says(held("1.0", { platforms: ["linux/amd64"] }), /it is one image and no list/);

    const list = "localhost:5000/you/app:2.0";
    await type(
      `docker pull --platform linux/arm64 busybox; docker tag busybox localhost:5000/you/app:arm64; docker push localhost:5000/you/app:arm64`,
    );
    await type(
      `docker manifest create --insecure ${list} localhost:5000/you/app:1.0; docker manifest push --insecure ${list}`,
    );
    await says(held("2.0", { platforms: ["linux/amd64", "linux/arm64"] }), /but not for `linux\/arm64`/);
    await type(
      `docker manifest rm ${list}; docker manifest create --insecure ${list} localhost:5000/you/app:1.0 localhost:5000/you/app:arm64; docker manifest push --insecure ${list}`,
    );
    await passes(held("2.0", { platforms: ["linux/amd64", "linux/arm64"] }));
    await passes({ kind: "image", name: "busybox", platform: "linux/arm64" });
    await type("docker rm -f registry; docker run -d --name registry -p 5000:80 nginx");
    await says(held("1.0"), /answers with status 404, which an open registry does not/);
    await type("docker rm -f registry");
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
