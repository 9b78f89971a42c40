import { expect, test } from "./fixtures.ts";

test("progress and place are kept, and the front page goes on from there", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.run("docker run hello-world");
  await lesson.expectDone("run-hello");
  await lesson.next();
  await expect(page).toHaveURL(/step=2/);
  await page.goto("/");
  await page
    .getByRole("link", { name: /Continue/ })
    .first()
    .click();
  await expect(page).toHaveURL(/your-first-container.*step=2/);
  await page.goto("/learn/containers/your-first-container?step=1");
  await lesson.expectDone("run-hello");
});

test("another learner sees nothing of it", async ({ browser, lesson }) => {
  await lesson.open("your-first-container");
  await lesson.run("docker run hello-world");
  await lesson.expectDone("run-hello");
  const other = await browser.newContext();
  const page = await other.newPage();
  await page.goto("/");
  await expect(page.getByRole("link", { name: /Your first container/ }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: /Continue/ })).toHaveCount(0);
  await page.goto("/learn/containers/your-first-container");
  await expect(page.locator('[data-task="run-hello"]')).not.toHaveAttribute("data-status", "done");
  await other.close();
});

test("hints unfold one by one, and the solution comes after a question", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  const task = lesson.task("run-hello");
  await task.getByRole("button", { name: "Hint 1 of 3" }).click();
  await expect(task.getByRole("listitem")).toHaveCount(1);
  await task.getByRole("button", { name: "Hint 2 of 3" }).click();
  await expect(task.getByRole("listitem")).toHaveCount(2);
  expect(await page.content()).not.toContain("solutionAnswer");
  await task.getByRole("button", { name: "Show the solution" }).click();
  await task.getByRole("button", { name: "Show it" }).click();
  await task.getByRole("button", { name: "Run in the terminal" }).click();
  await lesson.expectDone("run-hello");
});

test("a reset gives a fresh machine and keeps what was passed", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.run("docker run hello-world; touch old-file");
  await lesson.expectDone("run-hello");
  await page.getByRole("button", { name: /^Your machine:/ }).click();
  await page.getByRole("button", { name: "Reset the machine" }).click();
  await page.getByRole("button", { name: "Reset it" }).click();
  // With a machine that waits, it is done before one sees it begin.
  await expect(lesson.screen).not.toContainText("touch old-file");
  await lesson.untilPrompt();
  await lesson.run('ls; docker ps -aq | wc -l; echo "listed"');
  await lesson.expectText(/0\s*listed/);
  await expect(lesson.screen).not.toContainText("old-file");
  await lesson.expectDone("run-hello");
});

test("the lesson's start is a click away, and costs neither terminal nor progress", async ({
  lesson,
  page,
}) => {
  await lesson.open("your-first-container");
  await lesson.run("docker run hello-world; touch my-file");
  await lesson.expectDone("run-hello");
  await page.getByRole("button", { name: /^Your machine:/ }).click();
  await page.getByRole("button", { name: "Back to the lesson's start" }).press("Enter");
  await page.getByRole("button", { name: "Clear it" }).press("Enter");
  // Also not any more under way.
  await expect(page.getByRole("button", { name: /^Clear/ })).toBeHidden();
  await lesson.run('clear; ls; docker ps -aq | wc -l; docker images -q hello-world | wc -l; echo "listed"');
  await lesson.expectText(/my-file\s*0\s*0\s*listed/);
  await lesson.expectDone("run-hello");
});

test("an unknown lesson is answered with a page that helps", async ({ page }) => {
  const response = await page.goto("/learn/containers/no-such-lesson");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("link").first()).toBeVisible();
});

test("a machine that was killed from inside is told, and a new one is a click away", async ({
  lesson,
  page,
}) => {
  await lesson.open("your-first-container");
  await lesson.run("sudo kill -TERM 1");
  await expect(lesson.pane).toHaveAttribute("data-status", "failed");
  await expect(lesson.pane).toContainText("Your machine stopped");
  await page.getByRole("button", { name: "Start a new machine" }).click();
  await lesson.untilPrompt();
  await lesson.run('echo "fre""sh"');
  await lesson.expectText("fresh");
});
