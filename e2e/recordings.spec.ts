import { readFile } from "node:fs/promises";
import type { Browser, Page } from "@playwright/test";
import { expect, LessonPage, test } from "./fixtures.ts";
import { startOwnLab } from "./own-lab.ts";

const LESSON = "your-first-container";

const replay = (page: Page) => page.getByRole("region", { name: "Replay" });
const screen = (page: Page) => replay(page).locator(".xterm-rows");
const place = (page: Page) => page.getByRole("slider", { name: "Place in the recording" });

/** Every line of the file must be what the format says, in order of time. */
function validated(file: string): { output: string; marks: string[] } {
  expect(file.endsWith("\n")).toBe(true);
  const [head, ...events] = file
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(Object.keys(head).toSorted()).toEqual(
    ["height", "idle_time_limit", "timestamp", "title", "version", "width"].toSorted(),
  );
  expect(head).toMatchObject({ version: 2, title: "Terminal 1" });
  let last = 0;
  for (const event of events) {
    expect(event).toEqual([expect.any(Number), expect.stringMatching(/^[orm]$/), expect.any(String)]);
    expect(event[0]).toBeGreaterThanOrEqual(last);
    last = event[0];
  }
  const of = (code: string) => events.filter((event) => event[1] === code).map((event) => event[2]);
  return { output: of("o").join(""), marks: of("m") };
}

/** What of the learner's newest recording is written down by now. */
async function written(page: Page): Promise<string> {
  const { recordings } = await (await page.request.get("/api/recordings")).json();
  return (await page.request.get(`/api/recordings/${recordings[0].id}/cast`)).text();
}

async function strangersAnswer(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto("/");
    return (await page.request.get(address)).status();
  } finally {
    await context.close();
  }
}

test("a terminal is played again, with a mark where a task passed, downloaded and deleted", async ({
  lesson,
  page,
  browser,
}) => {
  await lesson.open(LESSON);
  await lesson.run("echo bef''ore; printf '\\e]52;c;aGlqYWNrZWQ=\\a'");
  await lesson.expectText("before");
  await lesson.run("docker run hello-world");
  await lesson.expectDone("run-hello");
  await lesson.run("clear; echo aft''er");
  await expect.poll(() => written(page)).toContain("after\\r\\n");
  const title = await lesson.task("run-hello").getByRole("heading").textContent();

  await page.getByRole("button", { name: "Terminal settings" }).click();
  const [list] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: "Your recordings" }).click(),
  ]);
  const entry = list.getByRole("listitem").filter({ hasText: "Terminal 1" });
  await expect(entry).toContainText("Still open");
  await entry.getByRole("link", { name: /^Play/ }).click();

  const mark = list.getByRole("button", { name: new RegExp(`^${title?.replace(/[^\w ]/g, ".")}`) });
  await place(list).focus();
  await list.keyboard.press("End");
  await expect(screen(list)).toContainText("after");
  await expect(screen(list)).not.toContainText("Hello from");
  await mark.click();
  await expect(screen(list)).toContainText(/before[\s\S]*Hello from/);
  await expect(mark).toHaveAttribute("aria-current", "step");
  await expect(place(list)).toHaveAttribute("aria-valuetext", /seconds? of /);

  await list.getByRole("combobox", { name: "Speed" }).selectOption("4");
  await list.getByRole("button", { name: "Play", exact: true }).click();
  await expect(screen(list)).toContainText("after");
  await expect(list.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  expect(await list.evaluate(() => navigator.clipboard.readText())).not.toBe("hijacked");

  const [download] = await Promise.all([
    list.waitForEvent("download"),
    list.getByRole("link", { name: /^Download/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^slipway-your-first-container-terminal-1-\d{8}-\d{4}\.cast$/);
  const { output, marks } = validated(await readFile(await download.path(), "utf8"));
  expect(output).toMatch(/before[\s\S]*Hello from[\s\S]*after/);
  expect(marks.map((label) => label.replaceAll("`", ""))).toEqual([title]);
  const address = new URL(download.url()).pathname;
  expect(await strangersAnswer(browser, address)).toBe(404);

  await page.keyboard.press("Escape");
  await lesson.run("exit");
  await expect(page.getByRole("tabpanel")).toHaveAttribute("data-status", "ended");
  await list.reload();
  await list.getByRole("button", { name: "Delete" }).click();
  const question = list.getByRole("dialog", { name: "Delete the recording of Terminal 1?" });
  await question.getByRole("button", { name: "Keep" }).click();
  await list.getByRole("button", { name: "Delete" }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(list.getByRole("heading", { name: "No recordings yet" })).toBeVisible();
  expect((await list.request.get(address)).status()).toBe(404);
});

test("an ended machine's recording is offered, played by keyboard, and all are deleted at once", async ({
  page,
  context,
}) => {
  const lab = await startOwnLab({ SLIPWAY_DRIVER: "fake" });
  try {
    const open = async (tab: Page, name: string) => {
      const lesson = new LessonPage(tab);
      await tab.goto(`${lab.url}/learn/containers/${name}`);
      await lesson.untilPrompt();
      return lesson;
    };
    const first = await open(page, LESSON);
    await first.run('echo "kept"');
    await first.expectText('"kept"kept');
    // A third machine takes the place of the first.
    const second = await open(await context.newPage(), "life-and-death-of-pid-1");
    await open(await context.newPage(), "what-is-a-container");
    await expect(first.pane).toContainText(/Your terminal's recording is kept until .+\./);
    await first.pane.getByRole("link", { name: "See your recordings" }).click();
    const section = page.getByRole("region", { name: "Your first container" });
    await expect(section.getByRole("listitem")).toContainText("Kept until");
    await section.getByRole("link", { name: /^Play/ }).click();

    await expect(screen(page)).toBeVisible();
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press(">");
    await page.keyboard.press("Space");
    await expect(screen(page)).toContainText('"kept"kept');
    await expect(replay(page)).toHaveAttribute("data-playing", "false");
    await expect(page.getByText("No task passed while this terminal was open.")).toBeVisible();
    // The screen takes no keys: Tab goes on.
    await replay(page).locator(".xterm-screen").click();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Play", exact: true })).toBeFocused();

    await second.run("exit");
    await expect(second.page.getByRole("tabpanel")).toHaveAttribute("data-status", "ended");
    await page.goto(`${lab.url}/recordings`);
    await expect(page.getByRole("link", { name: /^Play/ })).toHaveCount(3);
    await page.getByRole("button", { name: "Delete all 2" }).click();
    const question = page.getByRole("dialog", { name: "Delete all 2 recordings?" });
    await question.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("link", { name: /^Play/ })).toHaveCount(1);
    await expect(page.getByRole("listitem")).toContainText("Still open");
  } finally {
    await lab.stop();
  }
});
