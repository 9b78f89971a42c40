import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violations } from "./testing/axe.ts";

const LESSON = "from-servers-to-containers";

/** Presses Tab until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`80 presses of Tab do not reach ${target}`);
}

/** Focuses a group of radio buttons and moves on by arrows to the one of this name. */
async function pick(page: Page, group: Locator, name: string): Promise<void> {
  const wanted = group.getByRole("radio", { name });
  const options = await group.getByRole("radio").count();
  const checked = group.getByRole("radio", { checked: true });
  await tabTo(page, (await checked.count()) > 0 ? checked : group.getByRole("radio").first());
  await page.keyboard.press("Space");
  for (let presses = 0; presses < options && !(await wanted.isChecked()); presses++) {
    await page.keyboard.press("ArrowDown");
  }
  await expect(wanted).toBeChecked();
}

test("a quiz is answered by keyboard, and explained once it is right", async ({ lesson, page }) => {
  await lesson.open(LESSON, 4);
  const task = lesson.task("what-is-shared");
  const choice = (name: string) => task.getByRole("checkbox", { name });
  expect(await page.content()).not.toContain("hands them out");

  await tabTo(page, task.getByRole("button", { name: "Answer" }));
  await page.keyboard.press("Enter");
  await expect(task.getByRole("alert")).toContainText("Choose at least one");

  await choice("The running kernel").focus();
  await page.keyboard.press("Space");
  await tabTo(page, choice("The file /etc/os-release"));
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await expect(task).toContainText("You chose “The file /etc/os-release”");
  await expect(task).toContainText("The container brought its own");
  await expect(choice("The running kernel")).toBeChecked();
  await expect(choice("The file /etc/os-release")).toBeChecked();
  await expect(task).not.toContainText("hands them out");

  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await expect(task).toContainText("1 is still missing");
  await tabTo(page, choice("The processors and the memory"));
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await lesson.expectDone("what-is-shared");
  const explained = task.getByRole("listitem").filter({ hasText: "The processors and the memory" });
  await expect(explained).toContainText("Right");
  await expect(explained).toContainText("hands them out");
  await expect(task.getByRole("listitem").filter({ hasText: "own boot" })).toContainText("Not so");

  await page.reload();
  await expect(task).toContainText("hands them out");
  await lesson.expectDone("what-is-shared");
});

test("a sort is answered by keyboard at 360 px", async ({ lesson, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`/learn/containers/${LESSON}?step=6`);
  const task = lesson.task("vm-or-container");
  const item = (name: string) => task.getByRole("group", { name, exact: true });
  await expect(task).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);

  const places: Record<string, string> = {
    "Boots a kernel of its own": "Container",
    "Runs Windows on a server whose host is Linux": "Virtual machine",
    "A fault in the host's kernel stands between it and all its neighbours": "Container",
    "Is up in less than a second": "Container",
    "Has a whole operating system in it that wants updates": "Virtual machine",
    "Can be limited in processor and memory": "Both",
    "Moves to another host while it runs, as an everyday service": "Virtual machine",
    "Can be made by a program in numbers, and replaced when one fails": "Both",
  };
  for (const [name, group] of Object.entries(places)) await pick(page, item(name), group);
  await expect(task).toContainText("8 of 8 sorted");
  await page.keyboard.press("Enter");
  await expect(task).toContainText("7 of 8 are in the right place");
  await expect(task).toContainText("You put “Boots a kernel of its own” under “Container”");

  await pick(page, item("Boots a kernel of its own"), "Virtual machine");
  await page.keyboard.press("Enter");
  await lesson.expectDone("vm-or-container");
  const machines = task.getByRole("region", { name: "Virtual machine" });
  await expect(machines).toContainText("A virtual machine is a whole computer");
  await expect(machines).not.toContainText("Is up in less than a second");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`questions can be read and heard by all, ${colorScheme}`, async ({ lesson, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await lesson.open(LESSON, 4);
    const task = lesson.task("what-is-shared");
    const inTasks = { part: "[data-task]" };
    await task.getByRole("checkbox", { name: "The installed programs" }).check();
    await task.getByRole("button", { name: "Answer" }).click();
    await expect(task).toContainText("You chose");
    expect(await violations(page, inTasks)).toEqual([]);
    await task.getByRole("checkbox", { name: "The installed programs" }).uncheck();
    await task.getByRole("checkbox", { name: "The running kernel" }).check();
    await task.getByRole("checkbox", { name: "The processors and the memory" }).check();
    await task.getByRole("button", { name: "Answer" }).click();
    await lesson.expectDone("what-is-shared");
    expect(await violations(page, inTasks)).toEqual([]);

    await page.goto(`/learn/containers/${LESSON}?step=6`);
    const sort = lesson.task("vm-or-container");
    await sort.getByRole("group", { name: "Is up in less than a second" }).getByText("Both").click();
    await sort.getByRole("button", { name: "Show the solution" }).click();
    await sort.getByRole("button", { name: "Show it" }).click();
    await expect(sort).toContainText("Is up in less than a second: Container");
    expect(await violations(page, inTasks)).toEqual([]);
  });
}
