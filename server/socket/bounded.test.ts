import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MOST_UNREAD_CHARS } from "../sessions/flow-control.ts";
import { settledMb } from "../testing/settled-memory.ts";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";
import { TestLearner } from "../testing/test-learner.ts";

const LEARNERS = 10;
const SIZE = { cols: 80, rows: 24 };

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

/** A page that comes and goes, and that nothing in the test keeps. */
async function visit(cookie: string, terminalId: string | undefined): Promise<string> {
  const page = new TestLearner(app.url, { cookie });
  await page.connected;
  await page.ready(app.lesson("one"));
  await page.terminal({ size: { cols: 20, rows: 5 }, ...(terminalId !== undefined && { terminalId }) });
  page.close();
  return page.terminalId;
}

const isWatched = () => app.registry.summaries.some(({ watched }) => watched);

/** Somebody else works, and notices nothing. */
async function expectUndisturbed(other: TestLearner, word: string): Promise<void> {
  other.type(`echo ${word}\r`);
  await other.untilScreen(`\r\n${word}\r\n`);
}

async function atPrompt(options: Parameters<TestApp["learner"]>[0] = {}): Promise<TestLearner> {
  const learner = await app.learner(options);
  await learner.ready(app.lesson("one"));
  await learner.terminal();
  await learner.untilScreen("$ ");
  return learner;
}

describe("memory stays flat, and others do not notice,", () => {
  it("when pages come and go a thousand times", async () => {
    const other = await atPrompt();
    const cookies = await Promise.all(Array.from({ length: LEARNERS - 1 }, () => app.newCookie()));
    const terminals = new Map<string, string>();
    const rounds = async (count: number) => {
      const visits = cookies.map(async (cookie) => {
        for (let round = 0; round < count; round += 1) {
          terminals.set(cookie, await visit(cookie, terminals.get(cookie)));
        }
      });
      await Promise.all(visits);
    };
    // What is loaded and compiled on the way stays, once.
    await rounds(42);
    const before = await settledMb();
    await rounds(70);
    await expectUndisturbed(other, "calm");
    other.close();
    await expect.poll(isWatched).toBe(false);
    expect((await settledMb()) - before).toBeLessThan(10);
    // Of all that came, none is still asked which size it has room for.
    const [cookie = ""] = cookies;
    const last = await app.learner({ cookie });
    await last.ready(app.lesson("one"));
    await last.terminal({ terminalId: terminals.get(cookie) ?? "", size: SIZE });
    await last.until("its own size", () => last.shares.at(-1)?.size.cols === SIZE.cols);
    expect(last.shares.at(-1)?.sizedBy).toBe("this");
  }, 60_000);

  it("when a page never acknowledges", async () => {
    const other = await atPrompt();
    const silent = await atPrompt({ acknowledges: false });
    const before = await settledMb();
    silent.type("yes\r");
    await silent.until("as much as may wait", () => silent.screen.length >= MOST_UNREAD_CHARS);
    await expectUndisturbed(other, "calm");
    expect((await settledMb()) - before).toBeLessThan(15);
    const { length } = silent.screen;
    await expectUndisturbed(other, "still");
    expect(silent.screen.length - length).toBeLessThan(256 * 1024);
  });

  it("when a learner has 50 tabs: 16 are served, the rest are told", async () => {
    const other = await atPrompt();
    const first = await atPrompt();
    const { cookie, terminalId } = first;
    const before = await settledMb();
    const more = Array.from({ length: 49 }, () => new TestLearner(app.url, { cookie }));
    const fates = await Promise.allSettled(more.map((page) => page.connected));
    const served = more.filter((_page, index) => fates[index]?.status === "fulfilled");
    const words = fates.flatMap((fate) => (fate.status === "rejected" ? [String(fate.reason)] : []));
    expect(served).toHaveLength(15);
    expect(new Set(words)).toEqual(
      new Set(["Error: This lab is open in 16 tabs or windows. Close one, then reload the page."]),
    );
    for (const page of served) {
      await page.ready(app.lesson("one"));
      await page.terminal({ terminalId });
    }
    first.type("echo one for all\r");
    for (const page of served) await page.untilScreen("\r\none for all\r\n");
    await expectUndisturbed(other, "calm");
    for (const page of more) page.close();
    first.type("echo alone again\r");
    await first.untilScreen("\r\nalone again\r\n");
    expect((await settledMb()) - before).toBeLessThan(20);
  });
});
