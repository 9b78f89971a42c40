import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdLock } from "../processes/hold-lock.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { OPERATOR_TOKEN, startTestApp, type TestApp } from "../testing/start-test-app.ts";
import { askLab } from "./ask-lab.ts";
import { readLabAddress, writeLabAddress } from "./lab-address.ts";
import { HELP, type SandboxesParts, sandboxesCommand } from "./sandboxes-command.ts";

async function run(parts: Partial<SandboxesParts>, ...argv: string[]) {
  let printed = "";
  const never = () => Promise.reject(new Error("not to be called"));
  const exitCode = await sandboxesCommand(argv, { findLab: never, openDriver: never, ...parts }, (text) => {
    printed += text;
  });
  return { exitCode, printed };
}

it("says what it can do, without asking anybody", async () => {
  expect(await run({})).toEqual({ exitCode: 0, printed: HELP });
  expect(await run({}, "--help")).toEqual({ exitCode: 0, printed: HELP });
});

it.each([
  [["frob"], 'There is no command "frob".'],
  [["\u001b[31mlist"], 'There is no command "list".'],
  [["list", "x"], '"x" is one word too many.'],
  [["stop"], "stop needs the id"],
  [["inspect", "a", "b"], '"b" is one word too many.'],
  [["list", "--loud"], "--loud"],
])("answers %j with a sentence and the help", async (argv, sentence) => {
  const { exitCode, printed } = await run({}, ...argv);
  expect(exitCode).toBe(1);
  expect(printed).toContain(sentence);
  expect(printed).toContain(HELP.trimEnd());
});

describe("beside a running lab", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.close());
  const lab = (token = OPERATOR_TOKEN) => ({ findLab: async () => askLab(app.url, token) });

  it("lists, inspects and stops, as text and as JSON", async () => {
    const learner = await app.learner();
    await learner.ready(app.lesson("one"));
    const { id, learnerId } = app.registry.summaries[0] ?? { id: "", learnerId: "" };

    const list = (await run(lab(), "list")).printed;
    expect(list).toMatch(/^SANDBOX +LEARNER +LESSON +STATE +AGE +LEFT +MEMORY +TERMINALS +SESSION\n/);
    expect(list).toMatch(
      new RegExp(`\nfake-1 +${learnerId.slice(0, 8)} +track/one +ready +0 min +60 min +40 MB +0 +${id}\n`),
    );
    expect(list).toMatch(/\n1 of 10; 0 being made, 0 waiting\.\n$/);
    expect(JSON.parse((await run(lab(), "list", "--json")).printed)).toMatchObject({
      lab: app.url,
      sandboxes: [{ sandbox: "fake-1", session: id, use: { memoryBytes: 40_000_000 } }],
    });

    expect((await run(lab(), "inspect", "fake-1")).printed).toMatch(/^lesson +track\/one$/m);
    expect(JSON.parse((await run(lab(), "inspect", id, "--json")).printed)).toMatchObject({
      sandbox: "fake-1",
    });

    expect(await run(lab(), "stop", "fake-1")).toEqual({
      exitCode: 0,
      printed: "fake-1 is stopped. Its learner was told.\n",
    });
    await learner.until("the news", () => learner.states.at(-1)?.status === "failed");
    expect(await app.driver.list()).toEqual([]);
  });

  it.each([
    ["stop", "no-such"],
    ["inspect", "no-such"],
    ["stop", "../x <b>"],
    ["inspect", "\u001b]0;x\u0007"],
  ])("%s %j gives a sentence", async (command, id) => {
    const { exitCode, printed } = await run(lab(), command, id);
    expect(exitCode).toBe(1);
    expect(printed).toMatch(
      /^There is no sandbox and no session "[^\p{Cc}]*"\. npm run sandboxes -- list shows all\.\n$/u,
    );
  });

  it("says so when the token is another lab's, and when nobody answers", async () => {
    expect(await run(lab("wrong"), "list")).toMatchObject({
      exitCode: 1,
      printed: expect.stringContaining("does not take this data folder's token"),
    });
    const parts = lab();
    await app.close();
    expect(await run(parts, "list")).toMatchObject({
      exitCode: 1,
      printed: expect.stringContaining("does not answer"),
    });
  });
});

describe("where no lab runs", () => {
  const none = (driver = createFakeDriver()) => ({
    findLab: async () => undefined,
    openDriver: async () => driver,
  });

  it("says so, and lists and removes what was left", async () => {
    expect((await run(none(), "list")).printed).toBe("No lab runs, and none has left a sandbox behind.\n");
    const driver = createFakeDriver();
    await driver.create({ owner: "session-7" });
    expect((await run(none(driver), "list")).printed).toMatch(
      /^No lab runs\. .*\nSANDBOX .*\nfake-1 +session-7 +20/,
    );
    expect(JSON.parse((await run(none(driver), "list", "--json")).printed)).toMatchObject({
      lab: null,
      sandboxes: [{ sandbox: "fake-1", session: "session-7" }],
    });
    expect(await run(none(driver), "stop", "fake-2")).toMatchObject({ exitCode: 1 });
    expect((await run(none(driver), "stop", "session-7")).printed).toBe("fake-1 is removed. No lab runs.\n");
    expect(await driver.list()).toEqual([]);
    expect(await run(none(), "inspect", "fake-1")).toMatchObject({
      exitCode: 1,
      printed: expect.stringContaining("npm start"),
    });
  });
});

describe("the lab's address", () => {
  let runDir: string;
  beforeEach(async () => {
    runDir = await mkdtemp(path.join(os.tmpdir(), "slipway-run-"));
  });
  afterEach(() => rm(runDir, { recursive: true, force: true }));

  it("counts only while the lab lives", async () => {
    const lock = path.join(runDir, "server.lock");
    const held = await holdLock(lock, "A lab");
    expect(await readLabAddress(runDir, lock)).toBeUndefined();
    const address = await writeLabAddress(runDir, "127.0.0.1", 3210);
    expect(await readLabAddress(runDir, lock)).toBe("http://127.0.0.1:3210");
    await held.release();
    expect(await readLabAddress(runDir, lock)).toBeUndefined();
    await address.remove();
  });

  it.each([
    ["0.0.0.0", "http://127.0.0.1:80"],
    ["::", "http://[::1]:80"],
    ["fd00::7", "http://[fd00::7]:80"],
    ["lab.example", "http://lab.example:80"],
  ])("of a server that listens on %s is %s", async (host, url) => {
    const lock = path.join(runDir, "server.lock");
    const held = await holdLock(lock, "A lab");
    await writeLabAddress(runDir, host, 80);
    expect(await readLabAddress(runDir, lock)).toBe(url);
    await held.release();
  });
});
