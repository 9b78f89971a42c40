import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, LessonPage, test } from "./fixtures.ts";
import { type OwnLab, startOwnLab } from "./own-lab.ts";

/** Tabs are the page's and the server's: a shell that only pretends is enough. */
let lab: OwnLab;
test.beforeAll(async () => {
  lab = await startOwnLab({ SLIPWAY_DRIVER: "fake" }, nameTerminals);
});
test.afterAll(async () => lab?.stop());

const LESSON = "your-first-container";
/** With terminals of its own names, and its first command for the second of them. */
const NAMED = "the-command-inside";

async function nameTerminals(lessonsDir: string): Promise<void> {
  const file = path.join(lessonsDir, "01-containers/06-the-command-inside/lesson.md");
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text
      .replace("\nminutes:", "\nterminals: [client, web server]\nminutes:")
      .replace("```bash run", '```bash run in="web server"'),
  );
}

async function open(lesson: LessonPage, name = LESSON): Promise<void> {
  await lesson.page.goto(`${lab.url}/learn/containers/${name}`);
  await lesson.untilPrompt();
}

const tabs = (page: Page) => page.getByRole("tablist", { name: "Terminals" }).getByRole("tab");
const front = (page: Page) => page.getByRole("tab", { selected: true });

async function add(page: Page, count: number): Promise<void> {
  await page.getByRole("button", { name: "Open another terminal" }).click();
  await expect(tabs(page)).toHaveCount(count);
  await expect(page.getByRole("tabpanel").locator("visible=true")).toHaveAttribute("data-status", "live");
}

test("a tab is renamed by keyboard; a reload shows its name", async ({ lesson, page }) => {
  await open(lesson);
  await front(page).focus();
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "Name of the terminal" });
  await field.fill(" ");
  await field.press("Enter");
  await expect(page.getByText("A name has 1 to 40 characters")).toBeVisible();
  await field.fill("server");
  await field.press("Enter");
  await expect(tabs(page)).toHaveText(["server"]);
  await expect(front(page)).toBeFocused();
  await page.reload();
  await lesson.untilPrompt();
  await expect(tabs(page)).toHaveText(["server"]);
});

test("two windows show the same tabs as they change", async ({ lesson, page, context }) => {
  await open(lesson);
  const other = new LessonPage(await context.newPage());
  await open(other);
  await expect(tabs(other.page)).toHaveText(["Terminal 1"]);
  await add(page, 2);
  await expect(tabs(other.page)).toHaveText(["Terminal 1", "Terminal 2"]);
  await tabs(other.page).nth(1).dblclick();
  await other.page.getByRole("textbox", { name: "Name of the terminal" }).fill("web");
  await other.page.keyboard.press("Enter");
  await expect(tabs(page)).toHaveText(["Terminal 1", "web"]);
  await front(page).focus();
  await page.keyboard.press("Control+Shift+ArrowLeft");
  await expect(tabs(page)).toHaveText(["web", "Terminal 1"]);
  await expect(tabs(other.page)).toHaveText(["web", "Terminal 1"]);
  await expect(page.getByRole("log")).toContainText("web is now tab 1 of 2.");
  await page.keyboard.press("Delete");
  await expect(tabs(page)).toHaveText(["Terminal 1"]);
  await expect(tabs(other.page)).toHaveText(["Terminal 1"]);
});

test("arrow keys go along the tabs, and a tab can be dragged", async ({ lesson, page }) => {
  await open(lesson);
  await add(page, 2);
  await front(page).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(tabs(page).first()).toBeFocused();
  await tabs(page).nth(1).dragTo(tabs(page).first());
  await expect(tabs(page)).toHaveText(["Terminal 2", "Terminal 1"]);
});

test("closing asks first when something runs", async ({ lesson, page }) => {
  await open(lesson);
  await add(page, 2);
  await lesson.run("sleep 600");
  await front(page).focus();
  await page.keyboard.press("Delete");
  const question = page.getByRole("dialog", { name: "Close Terminal 2?" });
  await expect(question).toContainText("sleep is running in it");
  await question.getByRole("button", { name: "Keep it" }).click();
  await expect(tabs(page)).toHaveCount(2);
  await front(page).focus();
  await page.keyboard.press("Delete");
  await question.getByRole("button", { name: "Close it" }).click();
  await expect(tabs(page)).toHaveText(["Terminal 1"]);
});

test("there are never more than six", async ({ lesson, page }) => {
  await open(lesson);
  for (let count = 2; count <= 6; count++) await add(page, count);
  await page.getByRole("button", { name: "Open another terminal" }).click();
  await expect(page.getByText("6 terminals are open, which is the most there can be.")).toBeVisible();
});

test("a command is not typed into a running program without a question", async ({ lesson, page }) => {
  await open(lesson);
  const runFirst = page.locator("[data-command] button[data-run]").first();
  await lesson.run("sleep 600");
  await runFirst.click();
  const question = page.getByRole("dialog", { name: "Something runs there" });
  await expect(question).toContainText("sleep is running in Terminal 1");
  await page.keyboard.press("Escape");
  await expect(tabs(page)).toHaveCount(1);
  await runFirst.click();
  await question.getByRole("button", { name: "Open it in a new terminal" }).click();
  await expect(tabs(page)).toHaveText(["Terminal 1", "Terminal 2"]);
  await lesson.expectText(/docker.*command not found/);
});

test("a lesson opens terminals by name, and runs a command in the one that it names", async ({
  lesson,
  page,
}) => {
  await open(lesson, NAMED);
  await expect(tabs(page)).toHaveText(["client", "web server"]);
  await expect(front(page)).toHaveText("client");
  const runFirst = page.locator("[data-command] button[data-run]").first();
  await runFirst.click();
  await expect(front(page)).toHaveText("web server");
  await lesson.expectText(/docker.*command not found/);
  await tabs(page).first().click();
  await expect(lesson.screen).not.toContainText("docker");

  await tabs(page).nth(1).click();
  await lesson.run("sleep 600");
  await tabs(page).first().click();
  await runFirst.click();
  const question = page.getByRole("dialog", { name: "Something runs there" });
  await expect(question).toContainText("sleep is running in web server");
  await page.keyboard.press("Escape");
  await expect(tabs(page)).toHaveText(["client", "web server"]);
});
