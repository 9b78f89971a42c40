import { expect, type Page, test } from "@playwright/test";
import { violations } from "./testing/axe.ts";
import { type FaultyProxy, startFaultyProxy } from "./testing/faulty-proxy.ts";

let proxy: FaultyProxy | undefined;
test.afterEach(async ({ page }) => {
  await page.goto("about:blank");
  await proxy?.stop();
  proxy = undefined;
});

const check = (page: Page, id: string) => page.locator(`[data-check="${id}"]`);
const overall = (page: Page) => page.getByRole("main").getByRole("status");
const FINISHED = { timeout: 40_000 };

test("a good connection is told as such, check by check, and can be summed up for the operator", async ({
  page,
}) => {
  await page.goto("/preflight");
  await expect(overall(page)).toHaveText("This browser is ready.", FINISHED);
  for (const id of ["polling", "websocket", "delay", "storage", "screen"]) {
    await expect(check(page, id)).toContainText("Works");
    await expect(check(page, id)).toHaveAttribute("data-verdict", "works");
  }
  await expect(check(page, "delay")).toContainText(/\d+ ms \(median of \d+/);
  await expect(check(page, "clipboard")).toContainText("Not tried yet");
  await page.getByRole("button", { name: "Try the clipboard" }).click();
  await expect(check(page, "clipboard")).toHaveAttribute("data-verdict", "works");

  await page.getByRole("button", { name: "Copy the summary" }).click();
  const summary = await page.evaluate(() => navigator.clipboard.readText());
  expect(summary).toContain("This browser is ready.");
  expect(summary).toMatch(/WebSocket: Works\. /);
  expect(summary).toContain(new URL(page.url()).origin);
});

test("is used by keyboard alone", async ({ page }) => {
  await page.goto("/preflight");
  await expect(overall(page)).toHaveText("This browser is ready.", FINISHED);
  const field = page.getByRole("textbox", { name: "Type here" });
  const reached = async () => {
    await page.keyboard.press("Tab");
    return field.evaluate((element) => element === document.activeElement);
  };
  await expect.poll(reached).toBe(true);
  await page.keyboard.type("|~\\/$");
  await expect(check(page, "keyboard")).toContainText("Still to type: {");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(check(page, "keyboard")).toHaveAttribute("data-verdict", "limits");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("{}[]<>&\"'`@#*");
  await expect(check(page, "keyboard")).toHaveAttribute("data-verdict", "works");
});

test("WebSockets that are refused, or cut, are limits with a reason and a way out", async ({
  page,
  baseURL,
}) => {
  proxy = await startFaultyProxy(baseURL ?? "", "refuse");
  await page.goto(`${proxy.url}/preflight`);
  await expect(overall(page)).toContainText("can take part, with limits: WebSocket", FINISHED);
  await expect(check(page, "websocket")).toContainText("It did not open.");
  await expect(check(page, "websocket")).toContainText("long polling instead");
  await expect(check(page, "polling")).toHaveAttribute("data-verdict", "works");

  proxy.upgrades = 2_000;
  await page.getByRole("button", { name: "Test again" }).click();
  await expect(check(page, "websocket")).toContainText(/cut or went silent after \d+ s/, FINISHED);
  await expect(overall(page)).toContainText("with limits: WebSocket", FINISHED);
});

test("a lab that is out of reach, and a browser that gives no clipboard, are told", async ({
  page,
  context,
  baseURL,
}) => {
  proxy = await startFaultyProxy(baseURL ?? "");
  await page.goto(`${proxy.url}/preflight`);
  await expect(overall(page)).toHaveText("This browser is ready.", FINISHED);
  await context.clearPermissions();
  await page.evaluate(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = () => false;
  });
  await page.getByRole("button", { name: "Try the clipboard" }).click();
  await expect(check(page, "clipboard")).toContainText("may not use the clipboard");
  await proxy.down();
  await page.getByRole("button", { name: "Test again" }).click();
  await expect(overall(page)).toContainText("will have trouble: Long polling, WebSocket", FINISHED);
  await page.getByRole("button", { name: "Copy the summary" }).click();
  await expect(page.getByRole("textbox", { name: "Text to copy" })).toHaveValue(
    /Long polling: Does not work/,
  );
});

test("a browser without the lab's cookie is told what to do", async ({ page, context }) => {
  await page.goto("/preflight");
  await context.clearCookies();
  await page.getByRole("button", { name: "Test again" }).click(FINISHED);
  await expect(check(page, "storage")).toContainText("Allow cookies for this site", FINISHED);
});

test("no violation, light or dark, nothing scrolls sideways at 360 px", async ({ page }) => {
  const bothSchemes = async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await violations(page), colorScheme).toEqual([]);
    }
  };
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/preflight");
  await bothSchemes();
  await expect(overall(page)).toHaveText("This browser can take part, with limits: Window.", FINISHED);
  await page.getByRole("button", { name: "I cannot type the rest" }).click();
  await page.getByRole("button", { name: "Try the clipboard" }).click();
  await bothSchemes();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await bothSchemes();
});

test("is found from the help of every page, and no machine is made for it", async ({ page, context }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
  const opened = context.waitForEvent("page");
  await page.getByRole("dialog").getByRole("link", { name: "Test the connection" }).click();
  const preflight = await opened;
  await expect(overall(preflight)).toHaveText("This browser is ready.", FINISHED);
  await expect(preflight.getByRole("region", { name: "Terminal" })).toHaveCount(0);
});
