import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";

const serious = async (builder: AxeBuilder) =>
  (await builder.analyze()).violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);

for (const colorScheme of ["light", "dark"] as const) {
  test(`no serious violation, ${colorScheme}`, async ({ lesson, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/");
    expect(await serious(new AxeBuilder({ page }))).toEqual([]);
    await lesson.open("life-and-death-of-pid-1");
    await page
      .getByRole("button", { name: /^Hint 1 of/ })
      .first()
      .click();
    expect(await serious(new AxeBuilder({ page }))).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await serious(new AxeBuilder({ page }))).toEqual([]);
  });
}

test("nothing scrolls sideways at 360 px", async ({ page, lesson }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.goto("/");
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.goto("/learn/containers/your-first-container");
  await expect(
    page
      .getByRole("heading", { level: 1 })
      .or(page.getByRole("heading", { level: 2 }))
      .first(),
  ).toBeVisible();
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(lesson).toBeDefined();
});
