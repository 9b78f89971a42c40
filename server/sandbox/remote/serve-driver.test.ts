import { once } from "node:events";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { SandboxId } from "../driver.ts";
import { startHostProcess } from "./testing/start-host-process.ts";

const host = startHostProcess();
beforeEach(() => {
  host.refusals.length = 0;
});
afterAll(() => host.stop());

const refused = (why: string) => vi.waitFor(() => expect(host.refusals.join("\n")).toContain(why), 10_000);
const say = (message: unknown) => host.lines.write(`${JSON.stringify(message)}\n`);

/** What comes back for a call that no driver of ours makes. */
async function answerTo(call: Readonly<Record<string, unknown>>): Promise<string> {
  const answered = new Promise<string>((resolve) => {
    host.lines.on("data", (data: Buffer) => {
      const line = String(data);
      if (line.includes('"call":900')) resolve(line);
    });
  });
  say({ call: 900, ...call });
  return answered;
}

describe("a call that no sound server makes", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["an unknown verb", { verb: "reboot", args: [] }, "unknown verb"],
    ["a verb that every object has", { verb: "constructor", args: [] }, "unknown verb"],
    ["a method that is not in the table", { verb: "close", args: [] }, "unknown verb"],
    ["arguments of another kind", { verb: "create", args: ["me"] }, "arguments of another kind"],
    [
      "an owner that is no label",
      { verb: "create", args: [{ owner: "a b=c" }] },
      "arguments of another kind",
    ],
    [
      "a file that leaves the home folder",
      { verb: "create", args: [{ owner: "me", files: { "../../etc/passwd": "" } }] },
      "arguments of another kind",
    ],
    [
      "an image that is an option",
      { verb: "create", args: [{ owner: "me", images: ["--all-tags"] }] },
      "arguments of another kind",
    ],
    [
      "more images than a lesson has",
      { verb: "prepare", args: [Array.from({ length: 9 }, () => "nginx")] },
      "arguments of another kind",
    ],
    ["an image of several words", { verb: "prepare", args: [["nginx redis"]] }, "arguments of another kind"],
    [
      "further settings of a machine",
      { verb: "create", args: [{ owner: "me", image: "x" }] },
      "another kind",
    ],
    [
      "a sandbox of another lab",
      { verb: "destroy", sandbox: "other-0123456789ab", args: [] },
      "no sandbox of this lab",
    ],
    [
      "the removal of what is no sandbox",
      { verb: "remove", args: ["../../etc"] },
      "arguments of another kind",
    ],
    ["a path for an id", { verb: "status", sandbox: "../fake-1", args: [] }, "no sandbox of this lab"],
    ["too many arguments", { verb: "list", args: ["everything"] }, "arguments of another kind"],
  ])("is refused: %s", async (_what, call, why) => {
    expect(await answerTo(call)).toContain('"error"');
    await refused(why);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a shell whose name is a path", { verb: "reachShell", args: ["../docker"] }],
    ["a command that is no list", { verb: "exec", args: ["rm -rf /"] }],
    ["a command that may take for ever", { verb: "exec", args: [["true"], { timeoutMs: 1e9 }] }],
    ["another user", { verb: "exec", args: [["true"], { user: "slipway" }] }],
    ["a port that is none", { verb: "connectPort", args: [70_000] }],
  ])("on a sandbox of its own is refused: %s", async (_what, call) => {
    const { id } = await host.driver.create({ owner: "me" });
    expect(await answerTo({ ...call, sandbox: id })).toContain('"error"');
    await refused("arguments of another kind");
  });

  it("on a sandbox that it has neither made nor resumed finds none", async () => {
    expect(await answerTo({ verb: "exec", sandbox: "fake-77", args: [["true"]] })).toContain("sandbox-gone");
  });
});

it("a sandbox of another lab, which records may name, is none here", async () => {
  await host.driver.remove("other-0123456789ab" as SandboxId);
  expect(await host.driver.resume("other-0123456789ab" as SandboxId)).toBeUndefined();
  expect(host.refusals).toEqual([]);
});

describe("what is no call", () => {
  it.each<[string, string, string]>([
    ["no JSON", "not json", "not JSON"],
    ["another shape", JSON.stringify({ hello: "host" }), "no call"],
    ["nothing", "null", "no call"],
    ["nine megabytes", `{"call":1,"verb":"${"x".repeat(9 * 1024 * 1024)}"}`, "bytes"],
  ])("is refused, and the next call answered: %s", async (_what, line, why) => {
    host.lines.write(`${line}\n`);
    await refused(why);
    expect(await host.driver.list()).toBeInstanceOf(Array);
  });

  it("is refused on the channel for sockets too", async () => {
    host.child.send({ verb: "list" });
    await refused("on the channel for sockets");
  });
});

it("a terminal ends with its sandbox, over there", async () => {
  const sandbox = await host.driver.create({ owner: "me" });
  const terminal = await sandbox.openTerminal({ cols: 80, rows: 24 });
  const exit = new Promise((resolve) => terminal.onExit(resolve));
  await sandbox.destroy();
  expect(await exit).toEqual({ exitCode: 129 });
});

it("many streams at once each come to who asked, and none is lost", async () => {
  const sandbox = await host.driver.create({ owner: "me" });
  const terminals = await Promise.all(
    Array.from({ length: 100 }, (_, index) => sandbox.openTerminal({ cols: 80, rows: 24 }, `t-${index}`)),
  );
  const echoes = terminals.map(
    (terminal, index) =>
      new Promise<void>((resolve) => {
        let text = "";
        terminal.onData((data) => {
          text += data;
          if (text.includes(`this is ${index}\r\n`)) resolve();
        });
        terminal.write(`echo this "is" ${index}\r`);
      }),
  );
  await Promise.all(echoes);
});

it("more calls than a host can have under way are told so, and are no fault of the server's", async () => {
  const sandbox = await host.driver.create({ owner: "me" });
  const calls = Array.from({ length: 1_001 }, () =>
    sandbox.exec(["sleep", "60"], { timeoutMs: 2_000 }).catch((error) => error.code),
  );
  const codes = await Promise.all(calls);
  expect(codes.filter((code) => code === "no-capacity")).toHaveLength(1);
  expect(codes.filter((code) => code === "timed-out")).toHaveLength(1_000);
  expect(host.refusals).toEqual([]);
  expect((await sandbox.exec(["true"])).exitCode).toBe(0);
});

it("a host that is gone takes the streams with it that it carries", async () => {
  const other = startHostProcess();
  const sandbox = await other.driver.create({ owner: "me" });
  const engine = await sandbox.connectEngine();
  const closed = once(engine, "close");
  engine.resume();
  other.child.kill("SIGKILL");
  await closed;
});
