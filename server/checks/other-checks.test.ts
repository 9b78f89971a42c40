import { describe, expect, it, vi } from "vitest";
import { CheckSpec } from "../lessons/schema.ts";
import type { ExecResult } from "../sandbox/driver.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { buildCheck } from "./build-check.ts";
import { type FakeMachine, fakeContext } from "./fake-context.ts";
import { runCheck } from "./run-check.ts";

type Input = Parameters<typeof CheckSpec.parse>[0];

const check = (spec: Input) => buildCheck(CheckSpec.parse(spec));
const run = (spec: Input, machine: FakeMachine) => check(spec).run(fakeContext(machine));

async function said(spec: Input, machine: FakeMachine): Promise<string> {
  const result = await run(spec, machine);
  if (result.status !== "not-yet") throw new Error(`expected not-yet, got ${JSON.stringify(result)}`);
  return `${result.found}\n${result.expected}\n${result.next}`;
}

const timedOut = () => {
  throw new SandboxError({ code: "timed-out", learnerMessage: "It took too long.", detail: "exec" });
};

describe("image", () => {
  const images = [{ id: "sha256:1", names: ["alpine:latest", "localhost:5000/web:1"] }];

  it("passes by any spelling of the name", async () => {
    for (const name of ["alpine", "alpine:latest", "docker.io/library/alpine", "localhost:5000/web:1"]) {
      expect(await run({ kind: "image", name }, { images })).toEqual({ status: "passed" });
    }
    expect(await run({ kind: "image", name: "nginx", present: false }, { images })).toEqual({
      status: "passed",
    });
  });

  it("says which tag is there instead", async () => {
    expect(await said({ kind: "image", name: "alpine:3.19" }, { images })).toMatch(
      /`alpine:3.19` is not there, but `alpine:latest`/,
    );
    expect(await said({ kind: "image", name: "web:1" }, { images })).toMatch(/`localhost:5000\/web:1`/);
    expect(await said({ kind: "image", name: "nginx" }, {})).toMatch(/`nginx` is not there\./);
    expect(await said({ kind: "image", name: "alpine", present: false }, { images })).toMatch(
      /still there[\s\S]*docker rmi/,
    );
  });
});

describe("volume", () => {
  it("is there, or is not", async () => {
    const machine = { volumes: ["leger"] };
    expect(await run({ kind: "volume", name: "leger" }, machine)).toEqual({ status: "passed" });
    expect(await run({ kind: "volume", name: "x", present: false }, machine)).toEqual({ status: "passed" });
    expect(await said({ kind: "volume", name: "ledger" }, machine)).toMatch(
      /no volume named `ledger`, but `leger`/,
    );
    expect(await said({ kind: "volume", name: "leger", present: false }, machine)).toMatch(/still there/);
  });
});

describe("volume, and who has it", () => {
  const mounted = [{ Type: "volume", Name: "ledger", Source: "/var", Destination: "/data", RW: true }];
  const spec = { kind: "volume", name: "ledger", usedBy: "db" };

  it("passes by the container's name or its compose service", async () => {
    const volumes = ["ledger"];
    const byName = [{ name: "db", mounts: mounted }];
    const byService = [{ name: "shop-db-1", service: "db", mounts: mounted }];
    expect(await run(spec, { volumes, containers: byName })).toEqual({ status: "passed" });
    expect(await run(spec, { volumes, containers: byService })).toEqual({ status: "passed" });
  });

  it("knows the name that it has in a compose file", async () => {
    const Labels = { "com.docker.compose.volume": "ledger" };
    const replies = { "/volumes": { Volumes: [{ Name: "shop_ledger", Labels }] } };
    expect(await run({ kind: "volume", name: "ledger" }, { replies })).toEqual({ status: "passed" });
    expect(await said({ kind: "volume", name: "ledger", present: false }, { replies })).toMatch(
      /`shop_ledger` is still there[\s\S]*docker volume rm shop_ledger/,
    );
  });

  it("says who has it instead", async () => {
    const volumes = ["ledger"];
    expect(await said(spec, { volumes })).toMatch(/no container has it/);
    expect(await said(spec, { volumes, containers: [{ name: "web", mounts: mounted }] })).toMatch(
      /mounted in `web`/,
    );
    expect(check(spec).watches).toContain("container");
  });
});

describe("network", () => {
  const back = { Name: "back", Driver: "bridge", Internal: true };
  const machine: FakeMachine = {
    networks: [
      { Name: "bridge", Driver: "bridge" },
      back,
      { Name: "shop_front", Driver: "bridge", Labels: { "com.docker.compose.network": "front" } },
    ],
    containers: [
      { name: "db", networks: ["back"] },
      { name: "shop-web-1", service: "web", networks: ["shop_front", "back"] },
      { name: "loner" },
    ],
  };

  it.each<[string, object]>([
    ["its name", { name: "back" }],
    ["how it is", { name: "back", internal: true, driver: "bridge" }],
    ["who is on it", { name: "back", connects: ["db", "web"] }],
    ["its name in a compose file", { name: "front", connects: ["web"], internal: false }],
    ["its absence", { name: "gone", present: false }],
  ])("passes on %s", async (_name, options) => {
    expect(await run({ kind: "network", ...options }, machine)).toEqual({ status: "passed" });
  });

  it.each<[string, object, RegExp]>([
    ["another name", { name: "bak" }, /no network named `bak`, but `back` and `shop_front`\./],
    ["none of the name, to be internal", { name: "x", internal: true }, /docker network create --internal x/],
    ["a way out", { name: "front", internal: true }, /has a way out[\s\S]*with `--internal`/],
    ["no way out", { name: "back", internal: false }, /has no way out/],
    ["another driver", { name: "back", driver: "macvlan" }, /driver of the network `back` is `bridge`/],
    [
      "one is missing",
      { name: "back", connects: ["db", "loner"] },
      /there is `db` and `shop-web-1`, but not `loner`[\s\S]*docker network connect back loner/,
    ],
    ["one is not made yet", { name: "back", connects: ["cache"] }, /Start `cache` with `--network back`/],
    [
      "still there",
      { name: "back", present: false },
      /with `db` and `shop-web-1` on it[\s\S]*network rm back/,
    ],
  ])("says what is there: %s", async (_name, options, expected) => {
    expect(await said({ kind: "network", ...options }, machine)).toMatch(expected);
  });
});

/** A home folder: path -> content, or `null` for a folder. */
function home(files: Record<string, string | null>): FakeMachine {
  return {
    exec([command, ...rest]): Partial<ExecResult> {
      const file = rest.at(-1) ?? "";
      if (command === "stat") {
        const entry = files[file];
        if (entry === undefined) return { exitCode: 1 };
        return { stdout: entry === null ? "directory\n" : "regular file\n" };
      }
      if (command === "head") return { stdout: files[file] ?? "" };
      if (command !== "ls") return { exitCode: 127 };
      const folder = file === "./" ? "" : file;
      if (folder !== "" && files[folder.slice(0, -1)] !== null) return { exitCode: 2 };
      const names = Object.keys(files).filter((name) => name.startsWith(folder));
      return { stdout: names.map((name) => name.slice(folder.length).split("/")[0]).join("\n") };
    },
  };
}

describe("file", () => {
  const spec = { kind: "file", path: "site/index.html", contains: "<h1>" };

  it("passes when it is there and holds what it should", async () => {
    const machine = home({ site: null, "site/index.html": "<h1>Hello</h1>" });
    expect(await run(spec, machine)).toEqual({ status: "passed" });
    expect(await run({ kind: "file", path: "site" }, machine)).toEqual({ status: "passed" });
    expect(await run({ kind: "file", path: "gone", present: false }, machine)).toEqual({ status: "passed" });
  });

  it.each<[string, FakeMachine, RegExp]>([
    ["no folder", home({}), /no folder `site`[\s\S]*mkdir -p site/],
    ["in the home folder", home({ site: null, "index.html": "" }), /but there is `index.html` in your home/],
    ["another name", home({ site: null, "site/index.htm": "" }), /There is `index.htm`/],
    [
      "other content",
      home({ site: null, "site/index.html": "Hi" }),
      /`<h1>` is not in it\. It begins with `Hi`/,
    ],
    ["empty", home({ site: null, "site/index.html": "" }), /It is empty/],
    ["a folder", home({ site: null, "site/index.html": null }), /is a folder/],
  ])("says what is there: %s", async (_name, machine, expected) => {
    expect(await said(spec, machine)).toMatch(expected);
  });

  it("says what should be gone", async () => {
    const machine = home({ "a.txt": "secret" });
    expect(await said({ kind: "file", path: "a.txt", present: false }, machine)).toMatch(
      /still there[\s\S]*`rm a.txt`/,
    );
    expect(await said({ kind: "file", path: "a.txt", lacks: "secret" }, machine)).toMatch(
      /still holds `secret`/,
    );
  });

  it("could not look when the machine does not answer", async () => {
    expect(await run(spec, { exec: timedOut })).toMatchObject({ status: "unavailable", code: "timed-out" });
    expect(await run(spec, {})).toMatchObject({ status: "unavailable", code: "sandbox-failed" });
  });
});

describe("http", () => {
  const spec = { kind: "http", port: 8080, contains: "Berth 8" };
  const answering = (stdout: string, exitCode = 0): FakeMachine => ({ exec: () => ({ exitCode, stdout }) });

  it("passes on the wanted answer", async () => {
    expect(await run(spec, answering("<p>Berth 8</p>\n\n200"))).toEqual({ status: "passed" });
    expect(await run({ kind: "http", port: 80, status: 404 }, answering("\n404"))).toEqual({
      status: "passed",
    });
  });

  it("asks a container at its own address, with arguments that no shell reads", async () => {
    const exec = vi.fn(() => ({ stdout: "Berth 8\n200" }));
    const machine = { containers: [{ name: "board", address: "172.17.0.9" }], exec };
    expect(
      await run({ kind: "http", container: "board", path: "/a b;$(x)", contains: "Berth" }, machine),
    ).toEqual({
      status: "passed",
    });
    const [argv] = exec.mock.calls[0] as unknown as [string[]];
    expect(argv.slice(-2)).toEqual(["--", "http://172.17.0.9/a b;$(x)"]);
    expect(argv).toContain("--max-time");
  });

  it("does not ask an address that is none", async () => {
    const machine = { containers: [{ name: "board", address: "-o/etc/passwd" }], exec: timedOut };
    expect(await said({ kind: "http", container: "board" }, machine)).toMatch(/no address of its own/);
  });

  it.each<[string, FakeMachine, RegExp]>([
    ["nothing listens", answering("\n000", 7), /Nothing listens on port 8080/],
    [
      "another port is published",
      { containers: [{ name: "web", ports: { 80: 9090 } }], exec: () => ({ exitCode: 7, stdout: "\n000" }) },
      /`web` has port 9090/,
    ],
    ["no answer", answering("\n000", 52), /gives no answer/],
    ["a slow answer", answering("\n000", 28), /within 2 seconds/],
    ["an endless answer", answering("", 63), /longer than a page/],
    ["another status", answering("x\n404"), /status 404/],
    [
      "another page",
      answering("<p>Berth 7</p>\n200"),
      /without `Berth 8`\. It begins with `<p>Berth 7<\/p>`/,
    ],
  ])("says what it met: %s", async (_name, machine, expected) => {
    expect(await said(spec, machine)).toMatch(expected);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ["a published port", { port: 8080 }, 52],
    ["a container's address", { container: "board" }, 7],
  ])("asks again where a server may just be starting: %s", async (_name, where, exitCode) => {
    const containers = [{ name: "board", address: "172.17.0.9" }];
    const exec = vi.fn(() => ({ stdout: "Berth 8\n200" }));
    exec.mockImplementationOnce(() => ({ exitCode, stdout: "\n000" }));
    expect(await run({ kind: "http", ...where }, { containers, exec })).toEqual({ status: "passed" });
    expect(exec).toHaveBeenCalledTimes(2);
  });

  it("asks once where nothing is", async () => {
    const exec = vi.fn(() => ({ exitCode: 7, stdout: "\n000" }));
    expect(await said(spec, { exec })).toMatch(/Nothing listens/);
    expect(exec).toHaveBeenCalledOnce();
  });

  it("asks another port of a container, found by name or compose service", async () => {
    const exec = vi.fn(() => ({ stdout: "tide\n200" }));
    const containers = [{ name: "shop-api-1", service: "api", address: "172.18.0.2" }];
    const api = { kind: "http", container: "api", containerPort: 5000 };
    expect(await run(api, { containers, exec })).toEqual({ status: "passed" });
    const [argv] = exec.mock.calls[0] as unknown as [string[]];
    expect(argv.at(-1)).toBe("http://172.18.0.2:5000/");
  });

  it("says what must not be in the answer, and who gives it", async () => {
    const lacks = { kind: "http", port: 8080, lacks: "old tide" };
    expect(await run(lacks, answering("new tide\n200"))).toEqual({ status: "passed" });
    const containers = [{ name: "old-web", ports: { 80: 8080 } }];
    expect(await said(lacks, { containers, ...answering("the old tide\n200") })).toMatch(
      /still answers with `old tide`\. It begins with `the old tide`\. Port 8080 is published by `old-web`\./,
    );
    expect(await said(spec, { containers, ...answering("\n000", 52) })).toMatch(/published by `old-web`/);
  });

  it("says what keeps the container from answering", async () => {
    const board = { kind: "http", container: "board" };
    expect(await said(board, {})).toMatch(/no container named `board`/);
    const stopped = { containers: [{ name: "board", status: "exited", exitCode: 1 }] };
    expect(await said(board, stopped)).toMatch(/exited with code 1/);
  });

  it("could not look when no request can be made", async () => {
    expect(await run(spec, answering("", 127))).toMatchObject({ status: "unavailable" });
    expect(await run(spec, { exec: timedOut })).toMatchObject({ status: "unavailable", code: "timed-out" });
  });
});

describe("answer", () => {
  const accepted = {
    kind: "answer",
    question: "Which number does it have?",
    accept: ["(pid )?1", "one|uno"],
    rejections: [{ when: "^\\d+$", say: "That is another process." }],
  };
  const equal = { kind: "answer", question: "Which address?", equals: "docker inspect" };

  it("asks first", async () => {
    expect(await said(accepted, {})).toMatch(/^No answer yet\./);
    expect(await said(equal, { exec: timedOut })).toMatch(/^No answer yet\./);
  });

  it("takes a whole answer, whatever its case and outer space", async () => {
    for (const answer of ["1", " PID 1 ", "One", "uno"]) {
      expect(await run(accepted, { answer })).toEqual({ status: "passed" });
    }
    for (const answer of ["11", "not 1", "someone", "1 uno"]) {
      expect(await said(accepted, { answer })).toMatch(/^Your answer is `/);
    }
  });

  it("has words for a common slip", async () => {
    expect(await said(accepted, { answer: "7" })).toMatch(/`7`[\s\S]*That is another process\./);
  });

  it("compares with what the machine says, as root", async () => {
    const exec = vi.fn(() => ({ stdout: " 172.17.0.2 \n10.0.0.2\n" }));
    expect(await run(equal, { answer: "172.17.0.2", exec })).toEqual({ status: "passed" });
    expect(await run(equal, { answer: "10.0.0.2", exec })).toEqual({ status: "passed" });
    expect(await said(equal, { answer: "1.2.3.4", exec })).toMatch(/`1\.2\.3\.4`[\s\S]*Which address/);
    expect(exec).toHaveBeenCalledWith(
      ["bash", "-c", "docker inspect"],
      expect.objectContaining({ user: "root" }),
    );
  });

  it("says when there is nothing to compare with, and when it could not look", async () => {
    expect(await said(equal, { answer: "x", exec: () => ({ exitCode: 1 }) })).toMatch(
      /not on your machine now/,
    );
    expect(await run(equal, { answer: "x", exec: timedOut })).toMatchObject({ status: "unavailable" });
    expect(await run(equal, { answer: "x" })).toMatchObject({ status: "unavailable" });
  });
});

describe("script", () => {
  const spec = { kind: "script", expected: "Two layers.", run: "exit 1" };

  it("passes with 0, is not yet with 1, could not look with anything else", async () => {
    expect(await run(spec, { exec: () => ({ exitCode: 0 }) })).toEqual({ status: "passed" });
    const one = () => ({ exitCode: 1, stdout: "One layer is there.\nAdd another.\n" });
    expect(await said(spec, { exec: one })).toBe("One layer is there.\nTwo layers.\nAdd another.");
    expect(await said(spec, { exec: () => ({ exitCode: 1 }) })).toMatch(/not there yet\.\nTwo layers\.\n\w/);
    expect(await run(spec, { exec: () => ({ exitCode: 2 }) })).toMatchObject({ status: "unavailable" });
    expect(await run(spec, { exec: timedOut })).toMatchObject({ status: "unavailable", code: "timed-out" });
  });
});

describe("all", () => {
  const spec = {
    kind: "all",
    checks: [
      { kind: "volume", name: "ledger" },
      { kind: "answer", question: "Which number?", accept: ["7"] },
    ],
  };

  it("lets the first that is not passed speak, and hands the answer on", async () => {
    expect(await said(spec, { answer: "7" })).toMatch(/volume/);
    expect(await said(spec, { volumes: ["ledger"] })).toMatch(/No answer yet/);
    expect(await run(spec, { volumes: ["ledger"], answer: "7" })).toEqual({ status: "passed" });
    expect(check(spec).watches).toEqual(["volume"]);
  });
});

describe("runCheck", () => {
  it("bounds a check that never ends, and answers for one that throws", async () => {
    const context = fakeContext({});
    const never = { watches: [], run: () => new Promise<never>(() => undefined) };
    expect(await runCheck(never, context, 20)).toMatchObject({ status: "unavailable", code: "timed-out" });
    const broken = {
      watches: [],
      run: async () => {
        throw new TypeError("bug");
      },
    };
    expect(await runCheck(broken, context)).toMatchObject({ status: "unavailable", code: "internal" });
  });
});
