import { expect, test } from "./fixtures.ts";

test("a link to a task opens its step, brings it into view and marks it", async ({ page, lesson }) => {
  await page.goto("/learn/containers/life-and-death-of-pid-1?step=3#task-number-inside");
  const task = lesson.task("number-inside");
  await expect(task).toBeInViewport();
  await expect(task).toBeFocused();
  await expect(page.locator(".task-place[data-marked=true]")).toHaveCount(1);

  // An address whose step is another one, or that names none, follows the task.
  await page.goto("/learn/containers/life-and-death-of-pid-1?step=1#task-kill-from-outside");
  await expect(lesson.task("kill-from-outside")).toBeFocused();
  await expect(page).toHaveURL(/step=5#task-kill-from-outside$/);
  await page.evaluate(() => {
    window.location.hash = "#task-nap-running";
  });
  await expect(lesson.task("nap-running")).toBeFocused();
  await expect(page).toHaveURL(/step=2#task-nap-running$/);
});

test("links to a step and to a task can be copied", async ({ page, lesson }) => {
  await lesson.open("life-and-death-of-pid-1", 2);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy the link to step 2" }).click();
  await expect.poll(clipboard).toMatch(/^http:.*\/learn\/containers\/life-and-death-of-pid-1\?step=2$/);
  await page
    .getByRole("button", { name: "Copy the link to this task" })
    .locator("visible=true")
    .first()
    .click();
  await expect.poll(clipboard).toMatch(/\?step=2#task-nap-running$/);
});

test("a task that does not exist is left out of the address", async ({ page }) => {
  await page.goto("/learn/containers/life-and-death-of-pid-1?step=2#task-no-such");
  await expect(page.getByRole("heading", { level: 2, name: "Something to do" })).toBeVisible();
  await expect(page).toHaveURL(/step=2$/);
});
