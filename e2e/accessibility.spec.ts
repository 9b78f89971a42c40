import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violations } from "./testing/axe.ts";

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

const lessonAddresses = (page: Page) =>
  page
    .getByRole("main")
    .getByRole("listitem")
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`no violation, ${colorScheme}`, () => {
    test.beforeEach(async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    });

    test("on the course map, the images and the list of recordings", async ({ page, lesson }) => {
      for (const address of ["/", "/images", "/recordings"]) {
        await page.goto(address);
        await expect(page.getByRole("heading").nth(1)).toBeVisible();
        expect(await violations(page), address).toEqual([]);
      }
      expect(lesson).toBeDefined();
    });

    test("where there is no page", async ({ page }) => {
      await page.goto("/no-such-page");
      expect(await violations(page)).toEqual([]);
    });

    test("in search and in help", async ({ page, lesson }) => {
      await lesson.open("life-and-death-of-pid-1");
      await page.getByRole("button", { name: "Search the course" }).click();
      await page.getByRole("combobox").fill("container");
      await expect(page.getByRole("option").first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test("on a lesson with a hint and on its recording, wide and narrow", async ({ page, lesson }) => {
      await lesson.open("life-and-death-of-pid-1");
      await page
        .getByRole("button", { name: /^Hint 1 of/ })
        .first()
        .click();
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await violations(page)).toEqual([]);
      await page.goto("/recordings");
      await expect(page.getByRole("listitem")).toHaveCount(1);
      expect(await violations(page)).toEqual([]);
      await page.getByRole("link", { name: /^Play/ }).click();
      await page.getByRole("slider", { name: "Place in the recording" }).focus();
      await page.keyboard.press("End");
      await expect(page.locator("[data-replay-screen] .xterm-rows")).toContainText("learner@lab");
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page), "sideways").toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1440, height: 900 });
      expect(await violations(page)).toEqual([]);
    });
  });
}

test("no violation in the text of every lesson and on its paper, light or dark", async ({ page }) => {
  test.setTimeout(600_000);
  // Text needs no machine: the live channel stays shut.
  await page.route("**/live/**", (route) => route.abort());
  const inLight = async (place: string, part?: string) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    expect(await violations(page, { part }), place).toEqual([]);
  };
  // Between the themes only colours differ.
  const inDark = async (place: string, part?: string) => {
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    const found = await violations(page, { part, rules: ["color-contrast"] });
    expect(found, `${place}, dark`).toEqual([]);
  };
  await page.goto("/");
  const addresses = await lessonAddresses(page);
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) {
    await page.goto(address);
    const dots = page.getByRole("navigation", { name: "Steps" }).getByRole("button");
    const picture = page.locator("[data-region=lesson] figure").getByRole("img");
    const steps = await dots.count();
    expect(steps, address).toBeGreaterThan(0);
    for (let step = 0; step < steps; step++) {
      await dots.nth(step).click();
      await expect(dots.nth(step)).toHaveAttribute("aria-current", "step");
      const place = `${address}, step ${step + 1}`;
      await inLight(place, "[data-region=lesson]");
      // All text has the page's few colours: the first step shows them, and each picture its own.
      if (step === 0 || (await picture.count()) > 0) await inDark(place, "[data-region=lesson]");
    }
    await page.goto(`${address}/print`);
    await inLight(`${address}/print`);
    await inDark(`${address}/print`);
  }
});

test("what moves by itself on a lesson's page ends within five seconds", async ({ page, lesson }) => {
  await lesson.open("your-first-container");
  await expect(page.locator('[data-task][data-status="watching"]').first()).toBeVisible();
  const lasting = await page.evaluate(() =>
    document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().endTime)),
  );
  expect(Math.max(0, ...lasting)).toBeLessThanOrEqual(5_000);
});

test("nothing scrolls sideways at 360 px", async ({ page, lesson }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const address of [
    "/",
    "/images",
    "/recordings",
    "/learn/containers/your-first-container",
    "/learn/containers/your-first-container/print",
  ]) {
    await page.goto(address);
    await expect(page.getByRole("heading").first()).toBeVisible();
    expect(await overflow(page), address).toBeLessThanOrEqual(0);
  }
  expect(lesson).toBeDefined();
});
