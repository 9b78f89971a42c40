import type { Page } from "@playwright/test";
import { expect, type LessonPage, test } from "./fixtures.ts";

/**
 * What a program prints may not act on the page. Each test does the same once where it does act, so that it is known to
 * be seen.
 */

declare global {
  interface Window {
    /** What the page was made to do. */
    acts: string[];
  }
}

test.beforeEach(async ({ page, lesson }) => {
  await page.addInitScript(() => {
    window.acts = [];
    navigator.clipboard.writeText = async (text) => void window.acts.push(`copied ${text}`);
  });
  await lesson.open("your-first-container");
});

const acts = (page: Page) => page.evaluate(() => window.acts);
/** Prints, then a word by which one sees that all of it has arrived. */
async function print(lesson: LessonPage, sequences: string, n: number): Promise<void> {
  await lesson.run(`printf '${sequences}arri'ved-${n}'\\n'`);
  await lesson.expectText(`arrived-${n}`);
}

test("neither the page's title nor the clipboard", async ({ page, lesson }) => {
  const title = await page.title();
  await print(lesson, "\\033]0;owned\\007\\033]2;owned\\007\\033]1;owned\\007", 1);
  await print(lesson, "\\033]52;c;b3duZWQ=\\007\\033]52;p;b3duZWQ=\\007\\033]52;c;?\\007", 2);
  expect(await page.title()).toBe(title);
  expect(await acts(page)).toEqual([]);
  await page.evaluate(() => navigator.clipboard.writeText("by hand"));
  expect(await acts(page)).toEqual(["copied by hand"]);
});

test("no key of its own choice", async ({ lesson }) => {
  const command = "touch /tmp/owned";
  await print(
    lesson,
    `\\033]0;${command}\\r\\007\\033[21t\\033[20t\\005\\033P$q${command}\\r\\033\\\\\\033P+q${command}\\r\\033\\\\\\033[6n\\033[c\\033]10;?\\007`,
    1,
  );
  // What the terminal did answer stands on the line, where the shell takes its beginning for a search: it is thrown away.
  await lesson.expectText("rgb:");
  await lesson.page.keyboard.press("Control+g");
  await lesson.page.keyboard.press("Control+c");
  await lesson.run("ls /tmp/owned || echo 'not the'''re");
  await lesson.expectText("not there");
  await lesson.run(command);
  await lesson.run("ls /tmp/owned && echo 'by ha'''nd");
  await lesson.expectText("by hand");
});
