import { expect, test } from "./fixtures.ts";

test("a lesson is printed whole: every step and task, in daylight colours", async ({ page, lesson }) => {
  await lesson.open("life-and-death-of-pid-1");
  const steps = await page.getByRole("navigation", { name: "Steps" }).getByRole("button").count();
  await page.getByRole("link", { name: "Print this lesson" }).locator("visible=true").click();
  await expect(page.getByRole("button", { name: "Print" })).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(page.locator("h2[id^=paper-step-]")).toHaveCount(steps);
  await expect(page.getByRole("region", { name: "Task" })).toHaveCount(
    await page.evaluate(() => document.querySelectorAll("[aria-label=Task]").length),
  );
  const { background, ink } = await page.evaluate(() => {
    const paper = getComputedStyle(document.querySelector(".paper") as Element);
    return { background: paper.backgroundColor, ink: paper.color };
  });
  expect(background).toBe("rgb(255, 255, 255)");
  expect(ink).toBe("rgb(33, 31, 27)");
  const link = page.locator(".prose a").first();
  const address = (await link.getAttribute("href")) ?? "";
  expect(await link.evaluate((node) => getComputedStyle(node, "::after").content)).toContain(address);
  expect(await page.content()).not.toContain("Hint 1");
});
