import { expect, test } from "./fixtures.ts";

test("a lesson is walked through by keyboard", async ({ page, lesson }) => {
  await lesson.open("life-and-death-of-pid-1");
  const step = (name: string) => page.getByRole("heading", { level: 2, name });
  await page.keyboard.press("n");
  await expect(step("Something to do")).toBeFocused();
  await page.keyboard.press("p");
  await expect(step("Gone at once")).toBeFocused();
  await page.keyboard.press("j");
  await expect(lesson.task("ended-at-once")).toBeFocused();
  await page.keyboard.press("j");
  await expect(lesson.task("nap-running")).toBeFocused();
  await page.keyboard.press("k");
  await expect(lesson.task("ended-at-once")).toBeFocused();

  await page.keyboard.press("l");
  await page.keyboard.press("c");
  await expect(page.locator("[data-command] button[data-run]:focus")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await lesson.expectText("docker run alpine:3.19");

  await page.keyboard.press("F6");
  await page.keyboard.press("l");
  await expect(step("Gone at once")).toBeFocused();
  await page.keyboard.press("t");
  await lesson.run('echo "typ""ed: njkc/?"');
  await lesson.expectText("typed: njkc/?");
  await expect(step("Gone at once")).toBeVisible();
});

test("keys typed into a field stay there", async ({ page, lesson }) => {
  await lesson.open("life-and-death-of-pid-1", 3);
  const field = lesson.task("number-inside").getByRole("textbox");
  await field.focus();
  await page.keyboard.type("n/?d");
  await expect(field).toHaveValue("n/?d");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/step=3$/);
});

test("Ctrl-K in the terminal is the shell's", async ({ page, lesson }) => {
  await lesson.open("life-and-death-of-pid-1");
  await lesson.type("echo kept away");
  for (let back = 0; back < " away".length; back++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+k");
  await page.keyboard.type('; echo "cu""t"');
  await page.keyboard.press("Enter");
  await lesson.expectText(/kept\s*cut/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("help lists the keys, and single keys can be switched off for good", async ({ page, lesson }) => {
  await lesson.open("life-and-death-of-pid-1");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help.getByText("Next step")).toBeVisible();
  await help.getByRole("switch", { name: /^Single-key shortcuts/ }).click();
  await expect(help.getByText("Next step")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.reload();
  await lesson.untilPrompt();
  await page.keyboard.press("n");
  await page.keyboard.press("/");
  await page.keyboard.press("Control+k");
  // Only Ctrl-K has done something.
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await expect(page.getByRole("combobox")).toHaveValue("");
  await expect(page).toHaveURL(/step=1$/);
});

test("one key changes between light and dark, and the choice stays", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const day = await background();
  await page.keyboard.press("d");
  await expect.poll(background).not.toBe(day);
  const night = await background();
  await page.reload();
  expect(await background()).toBe(night);
});
