import { expect, test } from "@playwright/test";
import { LessonPage } from "./fixtures.ts";
import { type FaultyProxy, startFaultyProxy, type Upgrades } from "./testing/faulty-proxy.ts";

const ADDRESS = "/learn/containers/your-first-container?step=1";

let proxy: FaultyProxy;
test.afterEach(async ({ page }) => {
  await page.goto("about:blank");
  await proxy?.stop();
});

/** A lesson at its prompt, with a faulty proxy on the way to the lab. */
async function behind(page: LessonPage["page"], baseURL: string | undefined, upgrades: Upgrades) {
  proxy = await startFaultyProxy(baseURL ?? "", upgrades);
  const lesson = new LessonPage(page);
  await page.goto(`${proxy.url}${ADDRESS}`);
  await lesson.untilPrompt();
  return lesson;
}

/** How often a text stands on the screen. */
async function times(lesson: LessonPage, text: string): Promise<number> {
  return ((await lesson.screen.textContent()) ?? "").split(text).length - 1;
}

const status = (lesson: LessonPage) => lesson.pane.getByRole("status").locator("visible=true").first();
const kept = (lesson: LessonPage) => lesson.pane.locator("[data-kept]");

test("keys typed while the network is away are shown as waiting, and arrive once, in order", async ({
  page,
  context,
}) => {
  const lesson = new LessonPage(page);
  await page.goto(ADDRESS);
  await lesson.untilPrompt();
  await lesson.focusTerminal();
  for (let round = 1; round <= 3; round++) {
    // The network goes in the middle of the word: some keys are on their way, some not yet typed.
    await page.keyboard.type(`echo "a${round}bcd`);
    const gone = context.setOffline(true);
    await page.keyboard.type("efgh");
    await gone;
    await expect(lesson.pane).toHaveAttribute("data-status", "lost");
    await page.keyboard.type('ij""klm"');
    await page.keyboard.press("Enter");
    await expect(kept(lesson)).toContainText(/characters wait to be sent: .*ij""klm"⏎$|⏎Discard$/);
    await expect(status(lesson)).toContainText("Reconnecting");
    await context.setOffline(false);
    await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
    await expect(kept(lesson)).toHaveCount(0);
    await lesson.expectText(`a${round}bcdefghijklm`);
    expect(await times(lesson, `echo "a${round}bcdefghij""klm"`)).toBe(1);
  }
});

test("what waits can be discarded, and is left out by itself after half a minute", async ({
  page,
  context,
}) => {
  await page.clock.install();
  const lesson = new LessonPage(page);
  await page.goto(ADDRESS);
  await lesson.untilPrompt();
  await context.setOffline(true);
  await expect(lesson.pane).toHaveAttribute("data-status", "lost");
  await lesson.type("echo dis");
  await kept(lesson).getByRole("button", { name: "Discard" }).click();
  await expect(kept(lesson)).toHaveCount(0);
  await lesson.type("echo old");
  await expect(kept(lesson)).toContainText("8 characters wait to be sent: echo old");
  await page.clock.fastForward(31_000);
  await expect(page.getByRole("alert").filter({ hasText: "left out" })).toContainText("“echo old”");
  await expect(status(lesson)).toContainText("what you type now is not kept");
  await lesson.type("x");
  await expect(kept(lesson)).toHaveCount(0);
  await context.setOffline(false);
  await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
  await lesson.run('echo n""ew');
  await lesson.expectText(/\$ echo n""ew\s*new/);
});

test("a line that is dead without a word is noticed by who types, and nothing is lost or doubled", async ({
  page,
  baseURL,
}) => {
  const lesson = await behind(page, baseURL, "pass");
  proxy.stall();
  await lesson.run('echo st""alled');
  await expect(status(lesson)).toContainText("No answer from the lab");
  await expect(lesson.pane).toHaveAttribute("data-status", "lost");
  await expect(kept(lesson)).toContainText("⏎");
  await lesson.type('echo be""hind');
  // The old connection's keys arrive now as well, late: the lab has to tell them from those that come again.
  proxy.resume();
  await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
  await page.keyboard.press("Enter");
  await lesson.expectText(/stalled.*behind\s*learner/);
  expect([await times(lesson, 'echo st""alled'), await times(lesson, 'echo be""hind')]).toEqual([1, 1]);
});

test("the next try is told in seconds, and can be had at once", async ({ page, baseURL }) => {
  const lesson = await behind(page, baseURL, "pass");
  await proxy.down();
  await expect(lesson.pane).toHaveAttribute("data-status", "lost");
  const tryNow = lesson.pane.getByRole("button", { name: "Try now" });
  await expect(lesson.pane.getByText(/Next try in [6-9] s|Next try in 1\d s/)).toBeVisible({
    timeout: 60_000,
  });
  await lesson.type('echo wa""ited');
  await proxy.up();
  await tryNow.click();
  await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 5_000 });
  await lesson.type("\r");
  await lesson.expectText("waited");
});

for (const [upgrades, words] of [
  ["refuse", "refuses WebSockets"],
  ["swallow", "lets WebSockets open and nothing through"],
] as const) {
  test(`behind a proxy that ${words} the terminal works by long polling, and says so`, async ({
    page,
    baseURL,
  }) => {
    const lesson = await behind(page, baseURL, upgrades);
    await lesson.run('echo by pol""ling');
    await lesson.expectText("by polling");
    await expect(status(lesson)).toContainText(
      "Live, by long polling: this network lets no WebSocket through",
    );
    await expect(lesson.pane.getByRole("link", { name: /^Test the connection/ })).toBeVisible();
  });
}

test("a page that has long polling only, for its whole life, lives through floods, outages and reloads", async ({
  page,
  baseURL,
}) => {
  const lesson = await behind(page, baseURL, "refuse");
  await lesson.run("mark=buoy; yes");
  await lesson.expectText(/y\s*y\s*y/);
  await page.keyboard.press("Control+c");
  await lesson.run('clear; echo "by po""lling"');
  await lesson.expectText("by polling");
  await proxy.down();
  await expect(lesson.pane).toHaveAttribute("data-status", "lost");
  await lesson.type('echo "$mark is ""back"');
  await expect(kept(lesson)).toContainText("characters wait to be sent");
  await proxy.up();
  await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
  await page.keyboard.press("Enter");
  await lesson.expectText("buoy is back");
  expect(await times(lesson, 'echo "$mark is ""back"')).toBe(1);
  await page.reload();
  await lesson.expectText("buoy is back");
  await lesson.run('clear; echo "st""ill $mark"');
  await lesson.expectText("still buoy");
  await expect(status(lesson)).toContainText("Live, by long polling");
});

test("behind a proxy that cuts WebSockets in silence the terminal gives them up, and says so", async ({
  page,
  baseURL,
}) => {
  const lesson = await behind(page, baseURL, 4_000);
  const typed: string[] = [];
  await expect(async () => {
    const word = `w${typed.length}x`;
    typed.push(word);
    await lesson.run(`echo "${word.slice(0, 2)}""${word.slice(2)}"`);
    await lesson.expectText(word);
    await expect(status(lesson)).toContainText("WebSockets are cut on this network", { timeout: 2_000 });
  }).toPass({ timeout: 80_000 });
  expect(proxy.opened).toBeGreaterThanOrEqual(2);
  for (const word of typed)
    expect(await times(lesson, `echo "${word.slice(0, 2)}""${word.slice(2)}"`)).toBe(1);
  await lesson.run('echo st""eady');
  await lesson.expectText("steady");
});
