import { expect, LessonPage, test } from "./fixtures.ts";

const LESSON = "/learn/containers/what-is-a-container";

test("a machine's last five minutes are told, and one click gives the full time again", async ({
  lesson,
  ownLab,
}) => {
  const lab = await ownLab({ SLIPWAY_DRIVER: "fake", SLIPWAY_SESSION_MINUTES: "5" });
  await lesson.page.goto(`${lab.url}${LESSON}`);
  const warning = lesson.page.getByRole("status").filter({ hasText: "Your machine ends in less than" });
  await expect(warning).toContainText("less than five minutes, with all that is on it");
  const chip = lesson.page.getByRole("button", { name: "Your machine:" });
  await expect(chip).toContainText(/4 min ([0-4]?\d|5[0-5]) s/);
  await warning.getByRole("button", { name: "Extend" }).click();
  await expect(chip).toContainText(/\b5 min|4 min 5[6-9] s/);
});

test("the last minute is told; afterwards the learner's files can be had on a new machine", async ({
  lesson,
  ownLab,
}) => {
  const lab = await ownLab({ SLIPWAY_SESSION_MINUTES: "0.25" });
  await lesson.page.goto(`${lab.url}${LESSON}`);
  await lesson.untilPrompt();
  await expect(lesson.page.getByText("Your machine ends in less than one minute")).toBeVisible();
  await lesson.run("mkdir notes; echo my wor''k > notes/day-1.txt");
  await expect(lesson.pane).toHaveAttribute("data-status", "expired", { timeout: 30_000 });
  await lesson.page.getByRole("button", { name: "Start a new machine" }).click();
  await lesson.untilPrompt();
  await lesson.page.getByRole("button", { name: "Bring them" }).click();
  await expect(lesson.page.getByRole("button", { name: "Bring them" })).toBeHidden();
  await lesson.run("clear; cat notes/*");
  await lesson.expectText("my work");
});

test("in a full lab a learner has a place in a line, and then a machine", async ({
  lesson,
  ownLab,
  browser,
}) => {
  const lab = await ownLab({
    SLIPWAY_DRIVER: "fake",
    SLIPWAY_MAX_SANDBOXES: "1",
    SLIPWAY_SESSION_MINUTES: "0.15",
  });
  await lesson.page.goto(`${lab.url}${LESSON}`);
  await expect(lesson.pane).toHaveAttribute("data-status", "ready");
  const other = await browser.newContext();
  const second = new LessonPage(await other.newPage());
  await second.page.goto(`${lab.url}${LESSON}`);
  await expect(second.pane).toContainText("You are number 1 in the queue");
  await expect(second.pane).toContainText("All machines of this lab are in use.");
  await expect(second.pane).toHaveAttribute("data-status", "ready");
  await expect(lesson.pane).toHaveAttribute("data-status", "expired");
  await other.close();
});
