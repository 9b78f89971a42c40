import type { Browser, Page } from "@playwright/test";
import { expect, LessonPage, test } from "./fixtures.ts";
import { violations } from "./testing/axe.ts";

/** Opens Help and asks for a code. Gives it, as it is shown, with the link. */
async function codeFrom(page: Page): Promise<{ code: string; link: string }> {
  await page.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
  await page.getByRole("button", { name: "Continue on another device" }).click();
  const dialog = page.getByRole("dialog", { name: "Continue on another device" });
  const picture = dialog.getByRole("img", { name: /^QR code of / });
  const link = (await picture.getAttribute("aria-label"))?.slice("QR code of ".length) ?? "";
  return { code: (await dialog.getByRole("status").textContent()) ?? "", link };
}

/** Another device: a browser that shares nothing with the first, by default a phone without scripts. */
async function otherDevice(browser: Browser, { scripts }: { scripts: boolean }): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    javaScriptEnabled: scripts,
    baseURL: test.info().project.use.baseURL,
  });
  return context.newPage();
}

const fault = (page: Page) => page.locator("form").getByRole("alert");
const submit = (page: Page) => page.getByRole("button", { name: "Continue as that learner" });

test("a learner goes on on another device: the same shell, screen and scrollback, live on both", async ({
  lesson,
  page,
  browser,
}) => {
  await lesson.open("your-first-container", 2);
  await lesson.run('seq -f "old %g" 3000; mood=calm; echo "on ""both"');
  await lesson.expectText("on both");
  const { code, link } = await codeFrom(page);
  expect(await violations(page, { part: '[role="dialog"]' })).toEqual([]);
  await page.keyboard.press("Escape");

  const phone = await otherDevice(browser, { scripts: true });
  await phone.goto(link);
  await expect(phone.getByRole("textbox", { name: "Code from the other device" })).toHaveValue(code);
  expect(await violations(phone)).toEqual([]);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await submit(phone).focus();
  await phone.keyboard.press("Enter");
  await expect(phone).toHaveURL(/\/learn\/containers\/your-first-container\?step=2/);

  const there = new LessonPage(phone);
  await phone
    .getByRole("button", { name: /^Terminal/ })
    .last()
    .click();
  await there.untilPrompt();
  await there.expectText("on both");
  await there.run('echo "it is $mood, fr""om the phone"');
  await lesson.expectText("it is calm, from the phone");
  await lesson.run('echo "fr""om the desk"');
  await there.expectText("from the desk");
  await phone.goto(link);
  await submit(phone).click();
  await expect(fault(phone)).toContainText("This code does not work");
  await phone.context().close();
});

test("the form works without scripts, says what is wrong, and loses no progress", async ({
  page,
  browser,
}) => {
  const phone = await otherDevice(browser, { scripts: false });
  await phone.goto("/continue");
  await phone.getByRole("textbox").fill("abcd-2345");
  await submit(phone).click();
  await expect(fault(phone)).toContainText("This code does not work");

  await page.goto("/");
  const { code, link } = await codeFrom(page);
  await page.goto(link);
  await submit(page).click();
  await expect(fault(page)).toContainText("which is that learner already");

  await phone.getByRole("textbox").fill(` ${code.toLowerCase()} `);
  await submit(phone).click();
  await expect(phone).toHaveURL("/");
  const learners = await Promise.all(
    [page, phone].map(async (each) =>
      (await each.context().cookies()).find(({ name }) => name === "slipway_learner"),
    ),
  );
  expect(learners[1]?.value).toBe(learners[0]?.value);
  expect(learners[1]).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await phone.context().close();
});
