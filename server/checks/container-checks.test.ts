import { describe, expect, it } from "vitest";
import { CheckSpec } from "../lessons/schema.ts";
import { buildCheck } from "./build-check.ts";
import { type FakeContainer, type FakeMachine, fakeContext } from "./fake-context.ts";

type Input = Parameters<typeof CheckSpec.parse>[0];

async function run(spec: Input, machine: FakeMachine) {
  return buildCheck(CheckSpec.parse(spec)).run(fakeContext(machine));
}

/** All that the check says, on one line each. */
async function said(spec: Input, machine: FakeMachine): Promise<string> {
  const result = await run(spec, machine);
  if (result.status !== "not-yet") throw new Error(`expected not-yet, got ${JSON.stringify(result)}`);
  const { found, expected, next } = result;
  for (const sentence of [found, expected, next]) expect(sentence).toMatch(/^[A-Z`].*[.]$/);
  return `${found}\n${expected}\n${next}`;
}

const bind = (source: string, target: string, RW = true) => ({
  Type: "bind",
  Source: source,
  Destination: target,
  RW,
});

describe("container, by name", () => {
  const web = { kind: "container", name: "web", image: "nginx", state: "running" };

  it.each<[string, Input, FakeContainer]>([
    ["name, image and state", web, { name: "web", image: "nginx" }],
    ["the image's full name", web, { name: "web", image: "docker.io/library/nginx:latest" }],
    [
      "exit code",
      { kind: "container", name: "x", exitCode: 3 },
      { name: "x", status: "exited", exitCode: 3 },
    ],
    [
      "any code but one",
      { kind: "container", name: "x", notExitCode: 0 },
      { name: "x", status: "exited", exitCode: 7 },
    ],
    [
      "command",
      { kind: "container", name: "x", command: "^sleep 600$" },
      { name: "x", command: ["sleep", "600"] },
    ],
    [
      "port",
      { ...web, port: { host: 8080, container: 80 } },
      { name: "web", image: "nginx", ports: { 80: 8080 } },
    ],
    [
      "any host port",
      { ...web, port: { container: 80 } },
      { name: "web", image: "nginx", ports: { 80: 32768 } },
    ],
    [
      "mount",
      {
        kind: "container",
        name: "x",
        mount: { target: "/a", type: "bind", source: "^/home/l/site/?$", readOnly: true },
      },
      { name: "x", mounts: [bind("/home/l/site", "/a/", false)] },
    ],
    ["--rm", { kind: "container", name: "x", autoRemove: true }, { name: "x", autoRemove: true }],
    [
      "a shell",
      { kind: "container", name: "x", shell: true },
      { name: "x", execs: [{ running: true, tty: true }] },
    ],
  ])("passes on %s", async (_name, spec, container) => {
    expect(await run(spec, { containers: [container] })).toEqual({ status: "passed" });
  });

  it("passes on an image that was given by its id", async () => {
    const containers = [{ name: "web", image: "05455a08881e", imageId: "sha256:05455a08881e" }];
    const images = [{ id: "sha256:05455a08881e", names: ["nginx"] }];
    expect(await run(web, { containers, images })).toEqual({ status: "passed" });
    expect(await said(web, { containers, images: [{ id: "sha256:2", names: ["nginx"] }] })).toMatch(/05455a/);
  });

  it.each<[string, Input, FakeContainer, RegExp]>([
    [
      "another image",
      web,
      { name: "web", image: "httpd" },
      /`web` was made from `httpd`\.\n`web` is made from `nginx`/,
    ],
    [
      "another tag",
      { ...web, image: "nginx:1.25" },
      { name: "web", image: "nginx" },
      /from `nginx`\.\n.*`nginx:1\.25`/,
    ],
    [
      "never started",
      web,
      { name: "web", image: "nginx", status: "created" },
      /not started[\s\S]*docker start web/,
    ],
    [
      "a port that is taken",
      web,
      {
        name: "web",
        image: "nginx",
        status: "created",
        error: "Bind for 0.0.0.0:80 failed: port is already allocated",
      },
      /port is already allocated`[\s\S]*docker rm web[\s\S]*which container holds the port/,
    ],
    [
      "a command that is not there",
      web,
      {
        name: "web",
        image: "nginx",
        status: "created",
        error:
          'x: unable to start container process: exec: "bash": executable file not found in $PATH: unknown',
      },
      /could not start: `exec: "bash": executable file not found in \$PATH`[\s\S]*that the image has/,
    ],
    ["paused", web, { name: "web", image: "nginx", status: "paused" }, /is paused[\s\S]*docker unpause web/],
    [
      "still running",
      { kind: "container", name: "x", state: "exited" },
      { name: "x" },
      /is running[\s\S]*docker stop x/,
    ],
    [
      "wrong code",
      { kind: "container", name: "x", exitCode: 137 },
      { name: "x", status: "exited" },
      /code 0[\s\S]*code 137/,
    ],
    [
      "the very code",
      { kind: "container", name: "x", notExitCode: 0 },
      { name: "x", status: "exited" },
      /code 0[\s\S]*other than 0/,
    ],
    [
      "wrong command",
      { kind: "container", name: "x", command: "^sleep 600$" },
      { name: "x", command: ["sh"] },
      /`sh`[\s\S]*`sleep 600`/,
    ],
    ["without --rm", { kind: "container", name: "x", autoRemove: true }, { name: "x" }, /without `--rm`/],
    ["no shell", { kind: "container", name: "x", shell: true }, { name: "x" }, /no shell is open[\s\S]*-it/],
    [
      "a shell without terminal",
      { kind: "container", name: "x", shell: true },
      { name: "x", execs: [{ running: true, tty: false }] },
      /not on a terminal[\s\S]*-it/,
    ],
    [
      "an ended shell",
      { kind: "container", name: "x", shell: true },
      { name: "x", execs: [{ running: false, tty: true }] },
      /no shell/,
    ],
    [
      "no port",
      { ...web, port: { host: 8080, container: 80 } },
      { name: "web", image: "nginx" },
      /publishes no port[\s\S]*`-p`/,
    ],
    [
      "another port",
      { ...web, port: { host: 8080, container: 80 } },
      { name: "web", image: "nginx", ports: { 80: 9090 } },
      /port 9090/,
    ],
    [
      "ports swapped",
      { ...web, port: { host: 8080, container: 80 } },
      { name: "web", image: "nginx", ports: { 8080: 80 } },
      /comes first/,
    ],
  ])("says what it found: %s", async (_name, spec, container, expected) => {
    expect(await said(spec, { containers: [container] })).toMatch(expected);
  });

  it.each<[string, FakeContainer["mounts"], RegExp]>([
    ["nothing mounted", [], /has nothing mounted\.[\s\S]*`\/usr\/html`/],
    ["another target", [bind("/home/l/site", "/usr")], /but at `\/usr`/],
    [
      "another folder",
      [bind("/home/l/sites", "/usr/html", false)],
      /`\/home\/l\/sites`[\s\S]*`\/home\/l\/site`/,
    ],
    [
      "a volume",
      [{ Type: "volume", Name: "site", Source: "/var", Destination: "/usr/html", RW: true }],
      /volume `site`/,
    ],
    ["writable", [bind("/home/l/site", "/usr/html")], /may write[\s\S]*:ro/],
  ])("says what is mounted: %s", async (_name, mounts, expected) => {
    const mount = { target: "/usr/html", type: "bind", source: "^/home/l/site/?$", readOnly: true };
    const machine = { containers: [{ name: "web", image: "nginx", mounts }] };
    expect(await said({ ...web, mount }, machine)).toMatch(expected);
  });

  it("adds what a failed container said last", async () => {
    const machine: FakeMachine = {
      containers: [{ name: "web", image: "nginx", status: "exited", exitCode: 1 }],
      exec: (argv) => (argv.includes("logs") ? { stderr: "bind: address already\u001b[0m in use\n" } : {}),
    };
    expect(await said(web, machine)).toMatch(
      /exited with code 1\. Its last line was `bind: address already in use`/,
    );
  });

  it.each<[string, FakeMachine, RegExp]>([
    ["nothing at all", {}, /no container named `web`\.[\s\S]*--name web/],
    [
      "another name",
      { containers: [{ name: "wbe", image: "nginx" }] },
      /`wbe` has all .* but the name[\s\S]*docker rename wbe web/,
    ],
    [
      "the image only",
      { containers: [{ name: "brave_wing", image: "nginx", status: "exited" }] },
      /latest from `nginx` is `brave_wing`/,
    ],
    [
      "the option behind the image",
      { containers: [{ name: "tiny_wing", image: "nginx", status: "created", command: ["--name", "web"] }] },
      /`tiny_wing` took `--name web` for its command[\s\S]*before it/,
    ],
    [
      "ended and removed",
      {
        events: ["create", "start"]
          .map((action) => ({ action, name: "web" }))
          .concat({ action: "die", name: "web", exitCode: 3 } as never, { action: "destroy", name: "web" }),
      },
      /`web` ended with code 3 and was removed/,
    ],
  ])("says what is nearest when it is missing: %s", async (_name, machine, expected) => {
    expect(await said(web, machine)).toMatch(expected);
  });

  it("does not take the beginning of an id for a name", async () => {
    const id = Buffer.from("x").toString("hex");
    expect(await said({ kind: "container", name: id }, { containers: [{ name: "x" }] })).toMatch(
      /no container named/,
    );
  });
});

const MIB = 1024 * 1024;
const app = { kind: "container", name: "app" };

describe("container, how it was started", () => {
  const strict: FakeContainer = {
    name: "app",
    hostConfig: {
      Memory: 64 * MIB,
      NanoCpus: 5e8,
      PidsLimit: 50,
      ReadonlyRootfs: true,
      CapAdd: ["NET_BIND_SERVICE"],
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      RestartPolicy: { Name: "unless-stopped" },
    },
    config: { User: "1000:1000", Env: ["TIDE=low", "PATH=/bin", "EMPTY="], Entrypoint: ["sleep"] },
    state: { OOMKilled: true },
    networks: ["shop_back"],
    service: "api",
    project: "shop",
  };

  it.each<[string, object]>([
    ["memory", { memory: { max: 64 } }],
    ["memory between", { memory: { min: 32, max: 128 } }],
    ["CPUs", { cpus: { max: 0.5 } }],
    ["processes", { pids: { max: 50 } }],
    ["a root file system that is read-only", { readOnlyRoot: true }],
    ["a user", { user: "^1000", notRoot: true }],
    ["all capabilities dropped", { capDrop: "ALL" }],
    ["one of all capabilities", { capDrop: "CAP_NET_RAW" }],
    ["no new privileges", { noNewPrivileges: true }],
    ["a restart policy", { restart: "unless-stopped" }],
    ["variables", { env: { TIDE: "^low$", EMPTY: "^$" } }],
    ["an entrypoint", { entrypoint: "^sleep$" }],
    ["want of memory", { oomKilled: true }],
    ["a network by its whole name", { network: "shop_back" }],
    ["a network by its name in the compose file", { network: "back" }],
    ["a service", { service: "api", project: "shop" }],
  ])("passes on %s", async (_name, options) => {
    expect(await run({ ...app, ...options }, { containers: [strict] })).toEqual({ status: "passed" });
  });

  describe("killed with code 137, and the engine does not say why", () => {
    const killed: FakeContainer = { name: "app", status: "exited", exitCode: 137 };
    const limited = { ...killed, hostConfig: { Memory: 32 * MIB } };
    const happened = (...actions: string[]) => actions.map((action) => ({ action, name: "app" }));
    const spec = { ...app, state: "exited", oomKilled: true };

    it("was for want of memory where there is a limit, and nobody asked for it", async () => {
      const events = happened("create", "start", "kill", "die", "start", "die");
      expect(await run(spec, { containers: [limited], events })).toEqual({ status: "passed" });
    });

    it.each<[string, FakeContainer, string[]]>([
      ["the engine was asked for it", limited, ["start", "kill", "die"]],
      ["the engine remembers nothing", limited, []],
      ["there is no limit", killed, ["start", "die"]],
    ])("was not where %s", async (_name, container, actions) => {
      expect(await said(spec, { containers: [container], events: happened(...actions) })).toMatch(
        /No process of `app` was ended/,
      );
    });
  });

  it("reads a share of CPU time as CPUs", async () => {
    const containers = [{ name: "app", hostConfig: { CpuQuota: 50_000, CpuPeriod: 0 } }];
    expect(await run({ ...app, cpus: { min: 0.5, max: 0.5 } }, { containers })).toEqual({ status: "passed" });
  });

  it.each<[string, object, FakeContainer, RegExp]>([
    [
      "no memory limit",
      { memory: { max: 64 } },
      { name: "app" },
      /^`app` has no memory limit\.\n`app` may use at most 64 MB of memory\.\n.*`--memory 64m`/,
    ],
    [
      "another memory limit",
      { memory: { max: 64 } },
      { name: "app", hostConfig: { Memory: 512 * MIB } },
      /^`app` may use 512 MB/,
    ],
    [
      "a limit of a service of compose",
      { memory: { max: 64 } },
      { name: "shop-api-1", service: "api" },
      /line of `api` in the compose file/,
    ],
    ["no CPU limit", { cpus: { max: 0.5 } }, { name: "app" }, /no CPU limit[\s\S]*--cpus 0\.5/],
    [
      "unlimited processes",
      { pids: { max: 9 } },
      { name: "app", hostConfig: { PidsLimit: -1 } },
      /no limit of/,
    ],
    ["a writable root", { readOnlyRoot: true }, { name: "app" }, /may write to its root[\s\S]*--read-only/],
    ["root by default", { notRoot: true }, { name: "app" }, /runs as root: neither its image nor `--user`/],
    [
      "root by number",
      { notRoot: true },
      { name: "app", config: { Image: "x", User: "0:1000" } },
      /the user `0:1000`/,
    ],
    ["capabilities kept", { capDrop: "ALL" }, { name: "app" }, /drops no capability[\s\S]*--cap-drop ALL/],
    [
      "one capability dropped",
      { capDrop: "ALL" },
      { name: "app", hostConfig: { CapDrop: ["CAP_NET_RAW"] } },
      /drops `NET_RAW` only/,
    ],
    [
      "a capability given back",
      { capDrop: "NET_RAW" },
      { name: "app", hostConfig: { CapDrop: ["ALL"], CapAdd: ["NET_RAW"] } },
      /is given `NET_RAW` by `--cap-add`/,
    ],
    [
      "new privileges",
      { noNewPrivileges: true },
      { name: "app", hostConfig: { SecurityOpt: ["no-new-privileges:false"] } },
      /may gain rights/,
    ],
    [
      "no restart",
      { restart: "always" },
      { name: "app" },
      /is `no`[\s\S]*docker update --restart always app/,
    ],
    ["no such variable", { env: { TIDE: "low" } }, { name: "app" }, /`app` has no variable `TIDE`\./],
    [
      "a variable in small letters",
      { env: { TIDE: "low" } },
      { name: "app", config: { Image: "x", Env: ["tide=low"] } },
      /no variable `TIDE`, but `tide`/,
    ],
    [
      "another value",
      { env: { TIDE: "^low$" } },
      { name: "app", config: { Image: "x", Env: ["TIDE=high"] } },
      /`TIDE` is `high` in `app`[\s\S]*`TIDE` is `low` in `app`/,
    ],
    ["no entrypoint", { entrypoint: "sleep" }, { name: "app" }, /has no entrypoint/],
    ["enough memory", { oomKilled: true }, { name: "app" }, /No process of `app` was ended/],
    [
      "another network",
      { network: "back" },
      { name: "app", networks: ["bridge"] },
      /is on the network `bridge`/,
    ],
    ["no service", { name: "app", service: "api" }, { name: "app" }, /not made by `docker compose`/],
    [
      "another service",
      { name: "app", service: "api" },
      { name: "app", service: "web" },
      /is of the service `web`/,
    ],
    [
      "another project",
      { name: "app", service: "api", project: "shop" },
      { name: "app", service: "api", project: "home" },
      /project `home`/,
    ],
  ])("says what it found: %s", async (_name, options, container, expected) => {
    const spec = container.name === "app" ? { ...app, ...options } : { kind: "container", ...options };
    expect(await said(spec, { containers: [container] })).toMatch(expected);
  });

  it("says which services there are instead", async () => {
    const containers = [strict];
    expect(await said({ kind: "container", service: "db" }, { containers })).toMatch(
      /^There is no container of the compose service `db`, but of `api \(shop\)`\./,
    );
    expect(await said({ kind: "container", service: "api", image: "nginx" }, { containers })).toMatch(
      /`app` was made from `alpine:3\.19`/,
    );
  });

  it("tells when it ended, so that the page can say how long ago", async () => {
    const ended = { Status: "exited", ExitCode: 1, FinishedAt: "2026-01-01T10:00:00.123456789Z" };
    const containers = [{ name: "app", status: "exited", exitCode: 1, state: ended }];
    const at = "2026-01-01T10:00:00.123Z";
    expect(await run({ ...app, state: "running" }, { containers })).toMatchObject({ at });
    expect(await run({ ...app, exitCode: 0 }, { containers })).toMatchObject({ at });
    expect(await run({ ...app, state: "exited" }, { containers: [{ name: "app" }] })).not.toHaveProperty(
      "at",
    );
  });
});

describe("a port that another has", () => {
  const port = { host: 8080, container: 80 };
  const old = { name: "old-web", image: "nginx", ports: { 80: 8080 } };

  it.each<[string, FakeContainer[]]>([
    ["is published by another", [{ name: "web", image: "nginx" }, old]],
    [
      "was taken when it should start",
      [{ name: "web", image: "nginx", status: "created", error: taken() }, old],
    ],
    ["is published, and the container is not there", [{ ...old, image: "busybox" }]],
  ])("is told with the name of the other: %s", async (_name, containers) => {
    const spec = { kind: "container", name: "web", image: "nginx", state: "running", command: "sh", port };
    expect(await said(spec, { containers })).toMatch(/Port 8080 is published, but by `old-web`\./);
  });

  function taken(): string {
    return "Bind for 0.0.0.0:8080 failed: port is already allocated";
  }
});

describe("container, whatever its name", () => {
  const hello = { kind: "container", image: "hello-world", state: "exited", exitCode: 0 };

  it("passes when any one fits", async () => {
    const containers = [
      { name: "a", image: "alpine:3.19", status: "exited" },
      { name: "b", image: "hello-world:latest", status: "created" },
      { name: "c", image: "hello-world", status: "exited" },
    ];
    expect(await run(hello, { containers })).toEqual({ status: "passed" });
  });

  it("speaks of the one that comes closest", async () => {
    const containers = [
      { name: "a", image: "hello-world", status: "exited", exitCode: 2 },
      { name: "b", image: "busybox" },
    ];
    expect(await said(hello, { containers })).toMatch(/`a` exited with code 2/);
  });

  it("says when none was made from the image", async () => {
    expect(await said(hello, {})).toMatch(/^No container was made from `hello-world`\./);
    expect(await said(hello, { containers: [{ name: "b", image: "busybox" }] })).toMatch(
      /`b`, was made from `busybox`/,
    );
  });
});

describe("container-gone", () => {
  const spec = { kind: "container-gone", name: "nap" };
  const seen = [{ action: "create", name: "nap" }];

  it("passes when it was there and is not", async () => {
    expect(await run(spec, { events: seen })).toEqual({ status: "passed" });
    expect(await run({ ...spec, wasSeen: false }, {})).toEqual({ status: "passed" });
  });

  it("says that it never was, is, or still runs", async () => {
    expect(await said(spec, {})).toMatch(/has been no container named `nap`/);
    expect(await said(spec, { containers: [{ name: "nap" }], events: seen })).toMatch(
      /still running[\s\S]*docker stop nap/,
    );
    const ended = { name: "nap", status: "exited" };
    expect(await said(spec, { containers: [ended], events: seen })).toMatch(
      /has ended, but[\s\S]*docker rm nap/,
    );
  });
});

describe("container-event", () => {
  const spec = { kind: "container-event", name: "nap", action: "die", exitCode: 137, withoutBefore: "kill" };
  const of = (...actions: string[]) => ({
    events: actions.map((action) => ({
      action,
      name: "nap",
      ...(action === "die" ? { exitCode: 137 } : {}),
    })),
  });

  it("passes when it happened", async () => {
    expect(await run(spec, of("create", "start", "die"))).toEqual({ status: "passed" });
    const exec = { kind: "container-event", name: "nap", action: "exec_start" };
    expect(await run(exec, of("start", "exec_start: sh -c ls"))).toEqual({ status: "passed" });
    for (const action of ["pause", "unpause", "oom", "rename"]) {
      const event = { kind: "container-event", name: "nap", action };
      expect(await run(event, of("create", "start", action))).toEqual({ status: "passed" });
      expect(await said(event, of("create", "start"))).toMatch(/this has not happened to it yet/);
    }
  });

  it("looks back to the last start only", async () => {
    expect(await run(spec, of("start", "kill", "die", "start", "die"))).toEqual({ status: "passed" });
  });

  it.each<[string, FakeMachine, RegExp]>([
    ["nothing", {}, /has been no container/],
    ["created", of("create"), /not started[\s\S]*docker start nap/],
    ["running", of("create", "start"), /was started; this has not happened/],
    ["killed by the engine", of("start", "kill", "die"), /the engine was asked[\s\S]*without `docker kill`/],
    ["ended, and started again", of("start", "kill", "die", "start"), /`nap` is running/],
    [
      "another code",
      {
        events: [
          { action: "start", name: "nap" },
          { action: "die", name: "nap", exitCode: 0 },
        ],
      },
      /code 0[\s\S]*code 137/,
    ],
  ])("says what happened instead: %s", async (_name, machine, expected) => {
    expect(await said(spec, machine)).toMatch(expected);
  });
});

describe("what cannot be trusted", () => {
  it("says that it could not look when the engine talks nonsense", async () => {
    const spec = { kind: "container", name: "web" };
    for (const nonsense of [null, 7, "x", [], { Id: 5 }]) {
      const result = await run(spec, { replies: { "/containers/web/json": nonsense } });
      expect(result).toMatchObject({ status: "unavailable", code: "engine-unreachable" });
    }
    expect(await run({ kind: "container" }, { replies: { "/containers/json": { a: 1 } } })).toMatchObject({
      status: "unavailable",
    });
  });

  it("bounds and cleans what it repeats", async () => {
    const image = `evil\u202e\u0007\`${"x".repeat(5000)}`;
    const text = await said(
      { kind: "container", name: "web", image: "nginx" },
      { containers: [{ name: "web", image }] },
    );
    expect(text.length).toBeLessThan(500);
    for (const unwanted of ["\u202e", "\u0007"]) expect(text).not.toContain(unwanted);
  });

  it("lets the lesson's own words replace its own", async () => {
    const spec = { kind: "container", name: "web", expected: "A web server.", next: "Read the step again." };
    expect(await said(spec, {})).toMatch(/\nA web server\.\nRead the step again\.$/);
  });
});
