import { expect, test } from "./fixtures.ts";

test("search by keyboard leads to a step of another lesson", async ({ page, lesson }) => {
  await page.goto("/");
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Search the course" });
  await expect(field).toBeFocused();
  await field.fill("read-only file system");
  const options = page.getByRole("option");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("status").filter({ hasText: /^\d+ results?\./ })).toBeAttached();
  await expect(options.first().locator("mark").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute(
    "aria-activedescendant",
    (await options.nth(1).getAttribute("id")) ?? "",
  );
  await page.keyboard.press("ArrowUp");
  const href = (await options.first().getAttribute("href")) ?? "";
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${href.replace(/[?]/g, "\\?")}$`));
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await lesson.untilPrompt();
});

test("search within the lesson that is open keeps its terminal", async ({ page, lesson }) => {
  await lesson.open("life-and-death-of-pid-1");
  await lesson.run("mark=buoy");
  await page.evaluate(() => {
    document.body.dataset.stays = "here";
  });
  await page.getByRole("heading", { level: 2, name: "Gone at once" }).focus();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("who is number one");
  await page
    .getByRole("option", { name: /^Lesson 8.*step 3 Who is number one/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 2, name: "Who is number one?" })).toBeFocused();
  await expect(page).toHaveURL(/life-and-death-of-pid-1\?step=3$/);
  expect(await page.evaluate(() => document.body.dataset.stays)).toBe("here");
  await lesson.run('echo "$mark is there"');
  await lesson.expectText("buoy is there");
});

test("a task is found by its title, and hints and solutions are not found", async ({ page }) => {
  await page.goto("/");
  const answer = await page.request.get("/search.json");
  const text = await answer.text();
  const lessons = JSON.parse(text) as { title: string }[];
  expect(lessons.length).toBeGreaterThan(0);
  // Of lesson 5's first task: its second hint, and how another one is solved.
  expect(text).not.toContain("Type `docker run hello-world`");
  expect(text).not.toContain("solution");
  expect(text).not.toContain('"hints"');

  await page.getByRole("button", { name: "Search the course" }).locator("visible=true").click();
  await page.getByRole("combobox").fill("run a container from hello-world");
  await page
    .getByRole("option", { name: /task in step 1/ })
    .first()
    .click();
  await expect(page).toHaveURL(/your-first-container\?step=1#task-run-hello$/);
  await expect(page.locator('[data-task="run-hello"]')).toBeFocused();
});

test("words that are nowhere are told so, and Escape goes back", async ({ page }) => {
  await page.goto("/images");
  const button = page.getByRole("button", { name: "Search the course" }).locator("visible=true");
  await button.click();
  await page.getByRole("combobox").fill("zzzqqq");
  await expect(page.getByRole("status").filter({ hasText: "Nothing in the course fits" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
});
