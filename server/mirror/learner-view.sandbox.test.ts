import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Sandbox } from "../sandbox/driver.ts";
import { startTestLab, type TestLab } from "../testing/start-test-lab.ts";

/** A machine may be slow, but a pull that waits for a mirror which does not answer takes longer than this. Milliseconds. */
const SOON_MS = 10_000;

/** What a learner sees of the mirror, in a real sandbox with a real engine. */
let lab: TestLab;
let sandbox: Sandbox;

beforeAll(async () => {
  lab = await startTestLab("mirror");
  sandbox = await lab.driver.create({ owner: "mirror-test" }, () => {});
});

afterAll(async () => {
  await lab?.close();
});

async function run(command: string, timeoutMs = 55_000) {
  const result = await sandbox.exec(["bash", "-c", command], { timeoutMs });
  return { ...result, said: result.stdout + result.stderr };
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
])("%s: what there is instead", async (command) => {
  const { exitCode, said } = await run(command, SOON_MS);
  expect(exitCode).not.toBe(0);
  expect(said).toContain(
    "no image of that name and tag. Images here: alpine:3.19, busybox, debian:stable-slim, hello-world, nginx",
  );
});

test("a pull waits for a mirror that is started again", async () => {
  await run("docker rmi busybox");
  const startMirror = await lab.stopMirror();
  const pulled = run("docker pull busybox");
  // Each connection to the mirror is a process of its own, which tries until there is one.
  await vi.waitFor(async () => expect(Number((await run("pgrep -c socat")).stdout)).toBeGreaterThan(2), {
    timeout: 10_000,
  });
  await startMirror();
  const { exitCode, said } = await pulled;
  expect(exitCode, said).toBe(0);
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

test("nginx serves, logs, and stops when it is asked to", async () => {
  await run("docker run -d --name web -p 8080:80 nginx");
  const { said } = await run("curl -s --retry 20 --retry-connrefused --retry-delay 1 localhost:8080");
  expect(said).toContain("Welcome to nginx");
  expect((await run("docker logs web")).stdout).toContain('"GET / HTTP/1.1" 200');
  expect((await run("docker exec web bash -c 'cat /etc/slipway-stand-in'")).stdout).toMatch(/^Stand-in/);
  await run("docker stop web");
  expect((await run("docker inspect --format {{.State.ExitCode}} web")).stdout.trim()).toBe("0");
});

test("a build on an image of the mirror works", async () => {
  const { said, exitCode } = await run(
    'mkdir -p c && printf \'FROM alpine:3.19\\nRUN echo built >/text\\nCMD ["cat", "/text"]\\n\' >c/Dockerfile && docker build -q -t mine c && docker run --rm mine',
  );
  expect(exitCode, said).toBe(0);
  expect(said).toContain("built");
});

/** A Flask app with what it is built from; `answer` is the body of its function. */
const writeApp = (folder: string, answer: string, requirements: string) => `
mkdir -p ${folder} && cd ${folder}
cat >app.py <<'END'
from flask import Flask
${requirements.includes("redis") ? 'import redis\nstore = redis.Redis(host="redis")' : ""}
app = Flask(__name__)
@app.route("/")
def answer():
    return ${answer}
END
printf '${requirements}\n' >requirements.txt
cat >Dockerfile <<'END'
FROM python:3.10-alpine
WORKDIR /code
ENV FLASK_APP=app.py
ENV FLASK_RUN_HOST=0.0.0.0
ADD requirements.txt requirements.txt
RUN pip install -r requirements.txt
EXPOSE 5000
ADD . .
CMD ["flask", "run", "--debug"]
END
`;
const untilItSays = (url: string, words: string) =>
  `timeout 20 bash -c 'until curl -s ${url} | grep -F "${words}"; do sleep 0.1; done'`;

test("a Flask app is built with no network, runs, and starts again when its file changes", async () => {
  const { said, exitCode } = await run(`${writeApp("simple", '"first answer"', "flask")}
    docker build -t docker.io/you/simpleapp:1.0 --platform "linux/amd64" . &&
    docker run --name simple -p 9000:5000 -d you/simpleapp:1.0 &&
    ${untilItSays("http://localhost:9000", "first answer")} &&
    docker exec simple sed -i 's/first answer/second answer/' app.py &&
    ${untilItSays("http://localhost:9000", "second answer")} &&
    docker rm -f simple`);
  expect(exitCode, said).toBe(0);
});

test("pip says at once what it does not have", async () => {
  const { said, exitCode } = await run("docker run --rm python:3.10-alpine pip install no-such-thing");
  expect(exitCode).not.toBe(0);
  expect(said).toContain("No matching distribution found for no-such-thing");
});

test("an app and Redis count together, and the count outlives the app", async () => {
  const { said, exitCode } =
    await run(`${writeApp("counter", '"seen %d" % store.incr("hits")', "flask\\nredis")}
    printf 'services: { web: { build: ., ports: ["8000:5000"] }, redis: { image: "redis:alpine" } }\n' >compose.yaml
    docker compose up -d &&
    ${untilItSays("http://localhost:8000", "seen 1")} &&
    docker compose restart web &&
    ${untilItSays("http://localhost:8000", "seen 2")} &&
    docker compose exec redis redis-cli get hits &&
    docker compose down`);
  expect(exitCode, said).toBe(0);
});

test("a registry of the learner's own takes an image and a list of platforms, and gives them back", async () => {
  const { said, exitCode } = await run(`set -e
    docker run -d --name registry -p 5000:5000 registry:2
    ${untilItSays("http://localhost:5000/v2/", "{}")}
    for architecture in amd64 arm64; do
      docker pull --platform "linux/$architecture" alpine:3.19
      docker tag alpine:3.19 "localhost:5000/you/small:1.0-linux-$architecture"
      docker push "localhost:5000/you/small:1.0-linux-$architecture"
    done
    list=localhost:5000/you/small:1.0
    docker manifest create --insecure --amend "$list" "$list-linux-amd64" "$list-linux-arm64"
    docker manifest push --insecure --purge "$list"
    docker rmi "$list-linux-amd64" "$list-linux-arm64"
    docker pull --platform linux/arm64 "$list"
    docker inspect --format 'pulled {{.Architecture}}' "$list"
    docker manifest inspect --insecure "$list" | jq -r '.manifests[].platform.architecture' | sort | xargs echo listed
    docker rm -f registry`);
  expect(exitCode, said).toBe(0);
  expect(said).toContain("pulled arm64");
  expect(said).toContain("listed amd64 arm64");
});

test.each(["docker manifest inspect", "docker buildx imagetools inspect --raw"])(
  "%s reads the platforms of an image in the mirror",
  async (command) => {
    const { stdout, said } = await run(`${command} alpine:3.19`);
    expect(said).not.toContain("registry-1.docker.io");
    const { manifests } = JSON.parse(stdout);
    const architectures = manifests.map(
      (each: { platform: { architecture: string } }) => each.platform.architecture,
    );
    expect(architectures.sort()).toEqual(["amd64", "arm64"]);
  },
);

test("the mirror leaves port 443 to the learner, and another host is said to be unknown at once", async () => {
  const { said, exitCode } = await run(`docker run -d --name secure -p 443:80 nginx &&
    ${untilItSays("http://localhost:443", "Welcome to nginx")} && docker manifest inspect busybox && docker rm -f secure`);
  expect(exitCode, said).toBe(0);
  expect((await run("timeout 5 curl https://example.org")).said).toContain(
    "Could not resolve host: example.org",
  );
});

test("images that share their first layers share them in the engine", async () => {
  await run("docker pull nginx:alpine");
  const { said, exitCode } = await run("docker rmi -f redis:alpine; docker pull redis:alpine");
  expect(exitCode, said).toBe(0);
  expect(said).toContain("Already exists");
  expect((await run("docker pull slipway/tide:1.4.2 && docker pull slipway/tide:1.4.3")).said).toContain(
    "Already exists",
  );
});

test("each version of the tide program keeps its promise", async () => {
  const tide = async (words: string) => {
    const { stdout, stderr } = await run(`docker run --quiet --rm slipway/tide:${words}`);
    return stdout || stderr;
  };
  expect(await tide("1.4.2")).toContain("low   21:58  7.0 m");
  expect(await tide("1.4.3")).toContain("low   21:58  0.7 m");
  expect(JSON.parse(await tide("1.5.0 --harbour greyhook --json"))).toMatchObject({ harbour: "greyhook" });
  expect(await tide("2.0.0-rc1 show greyhook --json")).toContain("unknown option --json");
  expect(await tide("2.0.0 --harbour greyhook")).toContain("unknown command --harbour");
  expect(JSON.parse(await tide("2.0.0 show greyhook --json"))).toMatchObject({ harbour: "greyhook" });
});

test("the workstation has the tools of the course", async () => {
  const { said, exitCode } = await run(
    "docker --version && docker compose version && docker buildx version && sudo -n id -u && for tool in git jq nano vim less tree file curl ping ss pstree socat; do command -v $tool || exit 1; done; . /usr/share/bash-completion/bash_completion; _comp_load docker; complete -p docker",
  );
  expect(exitCode, said).toBe(0);
  expect(said).toContain("complete -F _docker docker");
});
