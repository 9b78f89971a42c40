import { describe, expect, it } from "vitest";
import { CheckSpec } from "../lessons/schema.ts";
import { buildCheck } from "./build-check.ts";
import { type FakeEvent, type FakeMachine, fakeContext } from "./fake-context.ts";

type Input = Parameters<typeof CheckSpec.parse>[0];

const run = (spec: Input, machine: FakeMachine) =>
  buildCheck(CheckSpec.parse(spec)).run(fakeContext(machine));

async function said(spec: Input, machine: FakeMachine): Promise<string> {
  const result = await run(spec, machine);
  if (result.status !== "not-yet") throw new Error(`expected not-yet, got ${JSON.stringify(result)}`);
  const { found, expected, next } = result;
  for (const sentence of [found, expected, next]) expect(sentence).toMatch(/^[A-Z`].*[.]$/);
  return `${found}\n${expected}\n${next}`;
}

const image = { kind: "image", name: "you/app:1.0" };

describe("image, what it is made of", () => {
  const base = {
    id: "sha256:b",
    names: ["python:3.10-alpine"],
    details: { Os: "linux", Architecture: "arm64", Variant: "v8", RootFS: { Layers: ["l1", "l2"] } },
  };
  const app = {
    id: "sha256:a",
    names: ["you/app:1.0", "localhost:5000/you/app:1.0"],
    details: {
      Os: "linux",
      Architecture: "arm64",
      Variant: "v8",
      Size: 20_400_000,
      RootFS: { Layers: ["l1", "l2", "l3"] },
      Config: {
        User: "app",
        Env: ["FLASK_APP=app.py"],
        Cmd: ["flask", "run"],
        Entrypoint: ["tini", "--"],
        ExposedPorts: { "5000/tcp": {} },
        WorkingDir: "/srv",
        Labels: { "org.opencontainers.image.title": "tides" },
      },
    },
  };
  const machine: FakeMachine = { images: [app, base] };
  const bare = { id: "sha256:a", names: ["you/app:1.0"], details: { Os: "linux", Architecture: "amd64" } };

  it.each<[string, object]>([
    ["the platform", { platform: "linux/arm64" }],
    ["the platform with its variant", { platform: "linux/arm64/v8" }],
    ["the number of layers", { layers: { min: 3, max: 3 } }],
    ["command and entrypoint", { cmd: "^flask run$", entrypoint: "^tini --$" }],
    ["variables", { env: { FLASK_APP: "app" } }],
    ["a port", { exposes: 5000 }],
    ["the working directory", { workdir: "^/srv/?$" }],
    ["a user", { notRoot: true }],
    ["labels", { label: { "org.opencontainers.image.title": "tides" } }],
    ["the size", { maxMb: 20.4 }],
    ["another name of it", { sameAs: "localhost:5000/you/app:1.0" }],
    ["the image it is built on", { builtOn: "docker.io/library/python:3.10-alpine" }],
  ])("passes on %s", async (_name, options) => {
    expect(await run({ ...image, ...options }, machine)).toEqual({ status: "passed" });
  });

  it.each<[string, object, RegExp]>([
    [
      "the platform",
      { platform: "linux/arm64" },
      /^`you\/app:1\.0` is for `linux\/amd64`\.[\s\S]*--platform/,
    ],
    ["the layers", { layers: { min: 2 } }, /has 0 layers[\s\S]*at least 2 layers/],
    ["the command", { cmd: "^flask" }, /has no `CMD`/],
    ["the entrypoint", { entrypoint: "^tini" }, /has no `ENTRYPOINT`/],
    ["variables", { env: { FLASK_APP: "app" } }, /no variable `FLASK_APP`[\s\S]*`ENV FLASK_APP=/],
    ["ports", { exposes: 5000 }, /exposes no port[\s\S]*`EXPOSE 5000`/],
    ["the working directory", { workdir: "/srv" }, /sets no working directory/],
    ["the user", { notRoot: true }, /names no user, so its containers run as root/],
    ["labels", { label: { team: "tides" } }, /no label `team`/],
    ["another name", { sameAs: "you/app:1.1" }, /no `you\/app:1\.1` to compare it with/],
    ["the base", { builtOn: "python:3.10-alpine" }, /shares no layer with/],
  ])("says what it found of %s", async (_name, options, expected) => {
    const replies = { "/info": { RegistryConfig: { Mirrors: null } } };
    expect(await said({ ...image, ...options }, { images: [bare, base], replies })).toMatch(expected);
  });

  it.each<[string, object, RegExp]>([
    ["too large", { maxMb: 20 }, /has 20\.4 MB\.\n.*at most 20 MB/],
    ["hardly too large", { maxMb: 20.399 }, /has 20\.4 MB/],
    ["other layers", { layers: { min: 4, max: 6 } }, /has 3 layers[\s\S]*4 to 6 layers/],
    ["another port", { exposes: 80 }, /exposes port `5000`/],
    ["another command", { cmd: "gunicorn" }, /The `CMD` of .* is `flask run`/],
    ["two images", { sameAs: "python:3.10-alpine" }, /are two images[\s\S]*docker tag python/],
  ])("says how it is otherwise: %s", async (_name, options, expected) => {
    expect(await said({ ...image, ...options }, machine)).toMatch(expected);
  });

  it("finds the layers of a base that only the mirror knows", async () => {
    const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
    const replies: Record<string, unknown> = {
      "library/alpine/manifests/3.19": {
        manifests: [
          { digest: digest("a"), platform: { os: "linux", architecture: "amd64" } },
          { digest: digest("b"), platform: { os: "linux", architecture: "arm64" } },
        ],
      },
      [`library/alpine/manifests/${digest("b")}`]: { config: { digest: digest("c") } },
      [`library/alpine/blobs/${digest("c")}`]: { rootfs: { diff_ids: ["l1", "l2"] } },
    };
    const asked: string[] = [];
    const exec = (argv: readonly string[]) => {
      const path = (argv.at(-1) ?? "").replace("http://127.0.0.1:27631/v2/", "");
      asked.push(path);
      return { stdout: path in replies ? `${JSON.stringify(replies[path])}\n200` : "{}\n404" };
    };
    const mirror = { "/info": { RegistryConfig: { Mirrors: ["http://127.0.0.1:27631/"] } } };
    expect(await run({ ...image, builtOn: "alpine:3.19" }, { ...machine, replies: mirror, exec })).toEqual({
      status: "passed",
    });
    expect(asked).toHaveLength(3);
    expect(await said({ ...image, builtOn: "alpine:2.0" }, { ...machine, replies: mirror, exec })).toMatch(
      /no `alpine:2\.0` to compare[\s\S]*docker pull alpine:2\.0/,
    );
    const mine = { id: "sha256:p", names: ["alpine:3.19"], details: { RootFS: { Layers: ["amd64"] } } };
    expect(
      await run({ ...image, builtOn: "alpine:3.19" }, { images: [app, mine], replies: mirror, exec }),
    ).toEqual({ status: "passed" });
    const far = { "/info": { RegistryConfig: { Mirrors: ["http://169.254.169.254/"] } } };
    asked.length = 0;
    await said({ ...image, builtOn: "alpine:3.19" }, { ...machine, replies: far, exec });
    expect(asked).toEqual([]);
  });
});

describe("image-event", () => {
  const events = (...list: [action: string, name: string, id?: string][]): FakeEvent[] =>
    list.map(([action, name, id]) => ({ type: "image", action, name, ...(id === undefined ? {} : { id }) }));
  const event = (name: string, action: string) => ({ kind: "image-event", name, action });
  const pulled = ["pull", "busybox", "busybox:latest"] as const;
  const id = "sha256:1";

  it.each<[string, Input, FakeMachine]>([
    ["pull", event("busybox", "pull"), { events: events([...pulled]) }],
    [
      "push",
      event("localhost:5000/a:1", "push"),
      { events: events(["push", "localhost:5000/a", "localhost:5000/a:1"]) },
    ],
    ["tag", event("a:1", "tag"), { events: events(["tag", "a:1", id]) }],
    [
      "save, of an image that has the name",
      event("busybox", "save"),
      { images: [{ id, names: ["busybox:latest"] }], events: events([...pulled], ["save", id, id]) },
    ],
    [
      "save, of an image that had it",
      event("a:1", "save"),
      { events: events(["tag", "a:1", id], ["save", id, id]) },
    ],
    ["import", event("flat:1", "import"), { events: events(["tag", "flat:1", id], ["import", id, id]) }],
    [
      "delete, of what was pulled",
      event("busybox", "delete"),
      { events: events([...pulled], ["untag", id, id], ["delete", id, id]) },
    ],
    [
      "untag, of what was tagged",
      event("a:1", "untag"),
      { events: events(["tag", "a:1", id], ["untag", id, id]) },
    ],
    [
      "untag, of what came again",
      event("a:1", "untag"),
      {
        images: [{ id, names: ["a:1"] }],
        events: events(["tag", "a:1", id], ["untag", id, id], ["tag", "a:1", id]),
      },
    ],
  ])("passes on %s", async (_name, spec, machine) => {
    expect(await run(spec, machine)).toEqual({ status: "passed" });
  });

  it.each<[string, Input, FakeMachine, RegExp]>([
    ["nothing", event("a:1", "tag"), {}, /remembers nothing about images/],
    [
      "another name",
      event("a:1", "tag"),
      { events: events(["tag", "a:2", id]) },
      /remembers `a:2`, but not `a:1`/,
    ],
    ["another tag", event("busybox:1", "pull"), { events: events([...pulled]) }, /`busybox:latest`, but not/],
    [
      "another image deleted",
      event("busybox", "delete"),
      { events: events([...pulled], ["tag", "a:1", id], ["untag", id, id], ["delete", id, id]) },
      /does not remember that `busybox` is deleted/,
    ],
    [
      "another of its names taken away",
      event("busybox", "untag"),
      {
        images: [{ id, names: ["busybox:latest"] }],
        events: events([...pulled], ["tag", "a:1", id], ["untag", id, id]),
      },
      /does not remember that `busybox` is taken away/,
    ],
    [
      "deleted before it came",
      event("a:1", "delete"),
      { events: events(["delete", id, id], ["tag", "a:1", id]) },
      /not/,
    ],
  ])("says what it remembers instead: %s", async (_name, spec, machine, expected) => {
    expect(await said(spec, machine)).toMatch(expected);
  });
});

describe("registry", () => {
  const registry = { kind: "registry", repository: "you/app", tag: "2.0" };
  const digest = `sha256:${"a".repeat(64)}`;
  const oneImage = { config: { digest } };
  const list = (...platforms: [os: string, architecture: string, variant?: string][]) => ({
    manifests: platforms.map(([os, architecture, variant]) => ({
      digest,
      platform: { os, architecture, ...(variant === undefined ? {} : { variant }) },
    })),
  });

  /** A registry at port 5000 that answers like this below /v2/; "" is its root. */
  function holding(replies: Record<string, unknown>): FakeMachine {
    return {
      exec(argv) {
        const [, path] = /^http:\/\/127\.0\.0\.1:5000\/v2\/(.*)$/.exec(argv.at(-1) ?? "") ?? [];
        if (path === undefined) return { exitCode: 7, stdout: "\n000" };
        if (path === "") return { stdout: "{}\n200" };
        return { stdout: path in replies ? `${JSON.stringify(replies[path])}\n200` : '{"errors":[]}\n404' };
      },
    };
  }

  it("passes on the tag, with its platforms, or on its absence", async () => {
    const machine = holding({
      "you/app/manifests/2.0": list(["linux", "amd64"], ["linux", "arm64", "v8"], ["unknown", "unknown"]),
    });
    expect(await run(registry, machine)).toEqual({ status: "passed" });
    const platforms = ["linux/amd64", "linux/arm64"];
    expect(await run({ ...registry, platforms }, machine)).toEqual({ status: "passed" });
    expect(await run({ ...registry, tag: "1.0", present: false }, machine)).toEqual({ status: "passed" });
  });

  it.each<[string, object, FakeMachine, RegExp]>([
    [
      "other tags",
      {},
      holding({ "you/app/tags/list": { tags: ["1.0"] } }),
      /^The registry on port 5000 has `you\/app` with the tag `1\.0`, but not `2\.0`\./,
    ],
    [
      "several other tags",
      {},
      holding({ "you/app/tags/list": { tags: ["1.0", "latest"] } }),
      /with tags `1\.0` and `latest`, but not `2\.0`[\s\S]*docker push localhost:5000\/you\/app:2\.0/,
    ],
    ["another repository", {}, holding({ _catalog: { repositories: ["app"] } }), /no `you\/app`, but `app`/],
    ["nothing", {}, holding({ _catalog: { repositories: [] } }), /no `you\/app`: it is empty/],
    [
      "no registry",
      { port: 5001 },
      holding({}),
      /Nothing listens on port 5001[\s\S]*-p 5001:5000 registry:2/,
    ],
    ["something else", {}, { exec: () => ({ stdout: "<html>\n404" }) }, /answers with status 404/],
    ["no answer", {}, { exec: () => ({ exitCode: 28, stdout: "\n000" }) }, /does not answer as a registry/],
    [
      "one image",
      { platforms: ["linux/arm64"] },
      holding({ "you/app/manifests/2.0": oneImage }),
      /it is one image and no list/,
    ],
    [
      "a list that lacks one",
      { platforms: ["linux/amd64", "linux/arm64"] },
      holding({ "you/app/manifests/2.0": list(["linux", "amd64"]) }),
      /is a list for `linux\/amd64`, but not for `linux\/arm64`/,
    ],
    [
      "a tag that should be gone",
      { present: false },
      holding({ "you/app/manifests/2.0": oneImage }),
      /still has `you\/app:2\.0`/,
    ],
  ])("says what it found: %s", async (_name, options, machine, expected) => {
    expect(await said({ ...registry, ...options }, machine)).toMatch(expected);
  });

  it("is not misled by a server that talks nonsense", async () => {
    for (const body of [
      "",
      "null",
      "[]",
      '{"tags":7}',
      '{"manifests":[{"digest":"../../x"}]}',
      "x".repeat(70_000),
    ]) {
      const result = await run(registry, { exec: () => ({ stdout: `${body}\n200` }) });
      expect(result.status).toBe("not-yet");
    }
  });

  it("could not look when no request can be made", async () => {
    expect(await run(registry, { exec: () => ({ exitCode: 127 }) })).toMatchObject({ status: "unavailable" });
  });
});
