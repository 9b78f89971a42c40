import type { BrowserContext, Page } from "@playwright/test";
import { expect, LessonPage, test } from "./fixtures.ts";
import { type OwnLab, startOwnLab } from "./own-lab.ts";

/** Sizes are the page's and the server's: a shell that only pretends is enough. */
let lab: OwnLab;
test.beforeAll(async () => {
  lab = await startOwnLab({ SLIPWAY_DRIVER: "fake" });
});
test.afterAll(async () => lab?.stop());

async function open(lesson: LessonPage, width: number, height: number): Promise<void> {
  await lesson.page.setViewportSize({ width, height });
  await lesson.page.goto(`${lab.url}/learn/containers/your-first-container`);
  await lesson.untilPrompt();
}

async function second(context: BrowserContext, width: number, height: number): Promise<LessonPage> {
  const other = new LessonPage(await context.newPage());
  await open(other, width, height);
  return other;
}

/** Rows and width of the screen as it is drawn. */
const drawn = (lesson: LessonPage) =>
  lesson.screen.evaluate((rows) => [rows.childElementCount, (rows as HTMLElement).offsetWidth]);

async function expectSame(one: LessonPage, other: LessonPage): Promise<void> {
  await expect(async () => expect(await drawn(one)).toEqual(await drawn(other))).toPass();
}

const note = (lesson: LessonPage) => lesson.pane.getByText(/^Sized \d+ × \d+/).locator("visible=true");
const lead = (lesson: LessonPage) => lesson.pane.getByRole("button", { name: "Use this window's size" });

/** As when another tab of the browser comes to the front, which a test cannot do to a page. */
async function setVisible(page: Page, visible: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    visible ? "visible" : "hidden",
  );
}

test("two windows of two sizes are both live, and the larger one says why it is not filled", async ({
  lesson,
  context,
}) => {
  await open(lesson, 1440, 900);
  const full = await drawn(lesson);
  const small = await second(context, 900, 600);
  await expect(note(lesson)).toContainText("to fit another window of yours");
  await expect(note(small)).toHaveCount(0);
  await expectSame(lesson, small);

  await lesson.run("echo from-large");
  await small.expectText(/echo from-large\s*from-large/);
  await small.run("echo from-small");
  await lesson.expectText(/echo from-small\s*from-small/);

  await lead(lesson).click();
  await expect.poll(() => drawn(lesson)).toEqual(full);
  await expect(note(lesson)).toHaveCount(0);
  await expect(note(small)).toContainText("scroll to see all of it");
  await small.type("x");
  await expect(note(lesson)).toContainText("to fit another window of yours");
  await expectSame(lesson, small);

  await small.page.close();
  await expect.poll(() => drawn(lesson)).toEqual(full);
  await expect(note(lesson)).toHaveCount(0);
});

test("a window that cannot be seen, and a terminal behind another, hold back no other", async ({
  lesson,
  context,
  page,
}) => {
  await open(lesson, 1440, 900);
  const full = await drawn(lesson);
  const small = await second(context, 900, 600);
  await expect(note(lesson)).toBeVisible();
  await setVisible(small.page, false);
  await expect.poll(() => drawn(lesson)).toEqual(full);
  await setVisible(small.page, true);
  await expect(note(lesson)).toBeVisible();
  await small.page.getByRole("button", { name: "Open another terminal" }).click();
  await expect.poll(() => drawn(lesson)).toEqual(full);
  await expect(page.getByRole("tab")).toHaveCount(2);
});
