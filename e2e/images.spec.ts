import { expect, test } from "./fixtures.ts";

test("the catalogue names each image, what it is, and its lessons", async ({ page, lesson }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Images" }).click();
  const entry = page
    .getByRole("list", { name: "Images" })
    .locator("> li")
    .filter({ has: page.getByRole("heading", { name: "nginx" }) });
  await expect(entry).toContainText("Stand-in");
  await expect(entry).toContainText("linux/amd64");
  await expect(entry).toContainText(/To pull\s*\d+(\.\d)? [kM]B/);
  await entry.getByRole("link", { name: /Files that outlive containers/ }).click();
  await expect(page).toHaveURL(/files-that-outlive-containers/);
  await lesson.untilPrompt();
});
