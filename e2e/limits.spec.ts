import { expect, test } from "./fixtures.ts";

const LESSON = "/learn/containers/what-is-a-container";

test("a machine that nobody types on stands still, and goes on at the next key where it was", async ({
  lesson,
  ownLab,
}) => {
  const lab = await ownLab({ SLIPWAY_FREEZE_MINUTES: "0.05", SLIPWAY_FREEZE_BUSY_MINUTES: "0.05" });
  await lesson.page.goto(`${lab.url}${LESSON}`);
  await lesson.untilPrompt();
  await lesson.run("clear; n=0; while sleep 0.1; do echo tick-$((n+=1)); done");
  await expect(lesson.pane).toHaveAttribute("data-status", "frozen");
  await expect(lesson.page.getByRole("button", { name: /^Your machine:/ })).toContainText("Frozen");
  const last = Number(
    (await lesson.screen.innerText())
      .match(/tick-(\d+)/g)
      ?.at(-1)
      ?.slice("tick-".length),
  );
  expect(last).toBeGreaterThan(5);
  await lesson.page.keyboard.press("Enter");
  await expect(lesson.pane).toHaveAttribute("data-status", "ready");
  await lesson.expectText(`tick-${last + 1}`);
  // The shell does not hear one that comes while it hands the terminal to the next `sleep`.
  await expect(async () => {
    await lesson.page.keyboard.press("Control+c");
    await expect(lesson.screen).toContainText("learner@lab:", { timeout: 2_000 });
  }).toPass();
  await lesson.run('echo on"ward"');
  await lesson.expectText("onward");
});

test("a full disk is told in the page, with the limit and the way out, until there is room again", async ({
  lesson,
  ownLab,
}) => {
  const lab = await ownLab({ SLIPWAY_SANDBOX_DISK_MB: "500" });
  await lesson.page.goto(`${lab.url}${LESSON}`);
  await lesson.untilPrompt();
  const notice = lesson.page.getByRole("status").filter({ hasText: "The disk of this machine is full" });
  await lesson.run("dd if=/dev/zero of=fill bs=1M");
  await expect(notice).toContainText("it holds 500 MB. Delete files, or images and containers");
  await lesson.expectText("No space left on device");
  await lesson.run("rm fill");
  await expect(notice).toBeHidden();
});
