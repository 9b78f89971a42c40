import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox, Terminal } from "../sandbox/driver.ts";
import { startTestLab, type TestLab } from "../testing/start-test-lab.ts";
import { Typist } from "../testing/typist.ts";

const COMMAND_MS = 90_000;
const LOOK_MS = 50;
/** A shell's prompt, the machine's or a container's, after a line that was typed, with nothing behind it. */
const PROMPT_AGAIN = /\n[^\n]*(learner@lab[^\n]*\$|\/ #) $/;
const CTRL_C = "\u0003";
const CTRL_O = "\u000f";
const CTRL_X = "\u0018";

/** A terminal, who types into it, and what it printed since the last command was typed. */
interface Desk {
  readonly terminal: Terminal;
  readonly typist: Typist;
  /** Types one line and gives what came back, without the line itself. */
  run(line: string): Promise<string>;
  /** Resolves with what was printed since `from` once it matches. */
  until(pattern: RegExp, from: number): Promise<string>;
}

let lab: TestLab;
let sandbox: Sandbox;
let desk: Desk;
let second: Desk;

async function openDesk(): Promise<Desk> {
  const terminal = await sandbox.openTerminal({ cols: 240, rows: 50 });
  const typist = new Typist(terminal);
  await typist.firstPrompt(COMMAND_MS);
  const until: Desk["until"] = async (pattern, from) => {
    for (const deadline = Date.now() + COMMAND_MS; Date.now() < deadline; await delay(LOOK_MS)) {
      const printed = typist.screen.slice(from);
      if (pattern.test(printed)) return printed;
    }
    throw new Error(`${pattern} was not printed within ${COMMAND_MS} ms:\n${typist.screen.slice(from)}`);
  };
  return {
    terminal,
    typist,
    async run(line) {
      const from = typist.screen.length;
      terminal.write(`${line}\r`);
      const printed = await until(PROMPT_AGAIN, from);
      return printed.slice(printed.indexOf("\n") + 1);
    },
    until,
  };
}

/** Writes a file as a learner does: in nano, key by key, saved and left. */
async function writeWithNano({ terminal, typist, until }: Desk, file: string, lines: readonly string[]) {
  const from = typist.screen.length;
  terminal.write(`nano ${file}\r`);
  await until(/\^X.*Exit/s, from);
  for (const line of lines) terminal.write(`${line}\r`);
  terminal.write(CTRL_O);
  await until(/Write to File|File Name to Write/, from);
  terminal.write("\r");
  await until(/Wrote \d+ lines?/, from);
  terminal.write(CTRL_X);
  await until(/learner@lab[^\n]*\$ $/, from);
}

const APP = [
  "import flask",
  "import redis",
  "app = flask.Flask(__name__)",
  "berths = redis.Redis(host='redis', port=6379)",
  "@app.route('/')",
  "def arrivals():",
  "    return f'Ships arrived today: {berths.incr(\"arrivals\")}\\n'",
];

const DOCKERFILE = [
  "FROM python:3.10-alpine",
  "WORKDIR /code",
  "ENV FLASK_APP=app.py",
  "ENV FLASK_RUN_HOST=0.0.0.0",
  "ADD requirements.txt requirements.txt",
  "ADD app.py app.py",
  "RUN pip install -r requirements.txt",
  "EXPOSE 5000",
  'CMD ["flask", "run", "--debug"]',
];

beforeAll(async () => {
  lab = await startTestLab("typed");
  sandbox = await lab.driver.create({ owner: "as-typed", files: {} });
  desk = await openDesk();
  second = await openDesk();
});
afterAll(() => lab?.close());

describe("commands of the track, as they are typed, with no internet", () => {
  it("asks the engine what it is", async () => {
    const said = await desk.run("docker version");
    for (const part of [/^Client:/m, /^Server:/m, /containerd:/, /runc:/, /docker-init:/]) {
      expect(said).toMatch(part);
    }
  });

  it("runs hello-world and lists it", async () => {
    expect(await desk.run("docker run hello-world")).toMatch(/Hello from/);
    expect(await desk.run("docker ps -a")).toMatch(/hello-world\s+"\/hello"\s+.*Exited \(0\)/);
  });

  it("says that bash is not in hello-world", async () => {
    expect(await desk.run("docker run --entrypoint bash hello-world")).toMatch(
      /exec: "bash": executable file not found in \$PATH/,
    );
    expect(await desk.run("docker images -a")).toMatch(/hello-world\s+latest\s+[0-9a-f]{12}/);
  });

  it("pulls, inspects and runs alpine:3.19", async () => {
    expect(await desk.run("docker pull alpine:3.19")).toMatch(/Status: .*alpine:3\.19/);
    const facts = await desk.run("docker inspect alpine:3.19");
    expect(facts).toMatch(/"Architecture": "(amd64|arm64)"/);
    expect(facts).toMatch(/"Os": "linux"/);
    expect((await desk.run("docker run alpine:3.19")).replace(/.*\$ $/s, "")).toBe("");
    expect(await desk.run("docker ps -a")).toMatch(/alpine:3\.19\s+"\/bin\/sh"\s+.*Exited \(0\)/);
  });

  it("finds a sleeper from inside and outside, and kills it", async () => {
    const from = desk.typist.screen.length;
    desk.terminal.write("docker run --name dozer --rm alpine:3.19 sleep 600\r");
    await expect
      .poll(async () => second.run("docker ps"), { timeout: COMMAND_MS })
      .toMatch(/"sleep 600"\s+.*\bUp\b.*dozer/);
    await second.run("docker exec -ti dozer sh");
    expect(await second.run("ps aux")).toMatch(/^\s*1\s+root\s+.*sleep 600$/m);
    await second.run("exit");
    const listed = await second.run('ps aux | grep "sleep 600"');
    const pid = /^root\s+(\d+)\s+.*\ssleep 600$/m.exec(listed)?.[1];
    expect(pid, listed).toBeDefined();
    await second.run(`sudo kill -9 ${pid}`);
    await desk.until(PROMPT_AGAIN, from);
    expect(await second.run("docker ps -a")).not.toMatch(/dozer/);
  });

  it("serves a page written in nano, by address and by port, twice", async () => {
    await desk.run("mkdir site");
    await writeWithNano(desk, "site/index.html", ["<h1>Harbour office</h1>"]);
    await desk.run('docker run --name office -v "$(pwd)/site:/usr/share/nginx/html:ro" -d nginx');
    const address = /"IPAddress": "(\d+\.\d+\.\d+\.\d+)"/.exec(await desk.run("docker inspect office"))?.[1];
    expect(await desk.run(`curl http://${address}`)).toMatch(/Harbour office/);

    await desk.run("docker stop office");
    expect(await desk.run("docker rm office")).toMatch(/^office$/m);
    await desk.run('docker run --name office -p 8080:80 -v "$(pwd)/site:/usr/share/nginx/html:ro" -d nginx');
    expect(await desk.run("curl http://localhost:8080")).toMatch(/Harbour office/);
    await desk.run("docker run --name plain -p 9090:80 -d nginx");
    expect(await desk.run("curl http://localhost:9090")).toMatch(/<title>/);
  });

  it("takes an image apart", async () => {
    await desk.run("docker pull hello-world");
    await desk.run("docker save -o hello-world.tar hello-world");
    expect(await desk.run("tar -xvf hello-world.tar")).toMatch(/^blobs\/sha256\/[0-9a-f]{64}$/m);
    expect(await desk.run("cat manifest.json | jq")).toMatch(/"RepoTags": \[\s+"hello-world:latest"/);
    expect(await desk.run("cat index.json | jq")).toMatch(/"digest": "sha256:[0-9a-f]{64}"/);
  });

  it("builds a Flask app by its full name, and reaches it", async () => {
    await desk.run("mkdir ~/simpleapp");
    await desk.run("cd ~/simpleapp");
    await writeWithNano(desk, "app.py", [
      "import flask",
      "app = flask.Flask(__name__)",
      "@app.route('/')",
      "def tide():",
      "    return 'High water at noon.\\n'",
    ]);
    await writeWithNano(desk, "requirements.txt", ["flask"]);
    await writeWithNano(desk, "Dockerfile", DOCKERFILE);
    const built = await desk.run('docker build -t docker.io/you/simpleapp:1.0 --platform "linux/amd64" .');
    expect(built).toMatch(/naming to docker\.io\/you\/simpleapp:1\.0/);
    await desk.run("docker run --name tide -p 9000:5000 -d you/simpleapp:1.0");
    await expect
      .poll(() => desk.run("curl http://localhost:9000"), { timeout: COMMAND_MS })
      .toMatch(/High water at noon\./);
  });

  it("makes one name for two platforms", async () => {
    await desk.run("mkdir ~/flag");
    await desk.run("cd ~/flag");
    await desk.run("printf 'FROM alpine:3.19\\nCOPY Dockerfile /flag\\n' > Dockerfile");
    await desk.run("docker run --name harbour-registry -p 5000:5000 -d registry:2");
    for (const platform of ["amd64", "arm64"]) {
      const name = `localhost:5000/you/flag:1.0-linux-${platform}`;
      await desk.run(`docker build -t ${name} --platform linux/${platform} --provenance=false .`);
      expect(await desk.run(`docker push ${name}`)).toMatch(/digest: sha256:/);
    }
    const members = "localhost:5000/you/flag:1.0-linux-amd64 localhost:5000/you/flag:1.0-linux-arm64";
    expect(
      await desk.run(`docker manifest create --insecure --amend localhost:5000/you/flag:1.0 ${members}`),
    ).toMatch(/Created manifest list localhost:5000\/you\/flag:1\.0/);
    expect(await desk.run("docker manifest push --purge localhost:5000/you/flag:1.0")).toMatch(
      /sha256:[0-9a-f]{64}/,
    );
    const list = await desk.run("docker manifest inspect --insecure localhost:5000/you/flag:1.0");
    expect(list).toMatch(/"architecture": "amd64"[\s\S]*"architecture": "arm64"/);
    expect(await desk.run("docker manifest inspect alpine:3.19")).toMatch(/"architecture": "arm64"/);
  });

  it("brings up two services, whose counter climbs, and builds them anew", async () => {
    await desk.run("mkdir ~/myapp");
    await desk.run("cd ~/myapp");
    await writeWithNano(desk, "app.py", APP);
    await writeWithNano(desk, "requirements.txt", ["flask", "redis"]);
    await writeWithNano(desk, "Dockerfile", DOCKERFILE);
    await writeWithNano(desk, "compose.yaml", [
      "services:",
      "  web:",
      "    build: .",
      "    ports:",
      '      - "8000:5000"',
      "  redis:",
      '    image: "redis:alpine"',
    ]);
    for (const command of ["docker compose up", "docker compose up --build"]) {
      const from = desk.typist.screen.length;
      desk.terminal.write(`${command}\r`);
      await desk.until(/Running on all addresses/, from);
      const counts: number[] = [];
      for (let call = 0; call < 4; call += 1) {
        const said = await second.run("curl http://localhost:8000");
        counts.push(Number(/Ships arrived today: (\d+)/.exec(said)?.[1]));
      }
      const [first = Number.NaN] = counts;
      expect(counts).toEqual([first, first + 1, first + 2, first + 3]);
      const stopping = desk.typist.screen.length;
      desk.terminal.write(CTRL_C);
      await desk.until(PROMPT_AGAIN, stopping);
    }
  });
});
