import type { Page } from "@playwright/test";
import { expect, type LessonPage, test } from "./fixtures.ts";
import { type OwnLab, startOwnLab } from "./own-lab.ts";
import { violations } from "./testing/axe.ts";

/** What is typed is the browser's and the page's: a shell that only echoes is enough. */
let lab: OwnLab;
test.beforeAll(async () => {
  lab = await startOwnLab({ SLIPWAY_DRIVER: "fake" });
});
test.afterAll(async () => lab?.stop());

async function open(lesson: LessonPage): Promise<void> {
  await lesson.page.goto(`${lab.url}/learn/containers/your-first-container`);
  await lesson.untilPrompt();
}

const lines = (count: number) => Array.from({ length: count }, (_, at) => `echo l${at + 1}`).join("\n");

async function pasteFromClipboard(page: Page, lesson: LessonPage, text: string, keys: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await lesson.focusTerminal();
  await page.keyboard.press(keys);
}

for (const keys of ["Control+v", "Control+Shift+v", "Shift+Insert"]) {
  test(`${keys} pastes`, async ({ lesson, page }) => {
    await open(lesson);
    await pasteFromClipboard(page, lesson, "echo from-the-clipboard", keys);
    await lesson.expectText("echo from-the-clipboard");
  });
}

test("Ctrl+Shift+C and a right click copy what is selected", async ({ lesson, page }) => {
  await open(lesson);
  await lesson.run("echo twice-copied");
  await lesson.expectText(/echo twice-copied\s*twice-copied/);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const line = lesson.screen.locator("div", { hasText: /^twice-copied/ }).first();
  for (const copy of [
    () => page.keyboard.press("Control+Shift+c"),
    () => line.click({ button: "right", position: { x: 20, y: 5 }, force: true }),
  ]) {
    await page.evaluate(() => navigator.clipboard.writeText(""));
    // What takes the mouse lies over the lines.
    await line.dblclick({ position: { x: 20, y: 5 }, force: true });
    await copy();
    await expect.poll(copied).toBe("twice-copied");
  }
});

test("a right click pastes", async ({ lesson, page }) => {
  await open(lesson);
  await page.evaluate(() => navigator.clipboard.writeText("echo right-click"));
  await lesson.pane.locator(".xterm-screen:visible").click({ button: "right" });
  await lesson.expectText("echo right-click");
});

test("where the clipboard may not be read, a dialog takes the paste", async ({ lesson, page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.readText = () => Promise.reject(new DOMException("denied", "NotAllowedError"));
  });
  await open(lesson);
  await lesson.pane.locator(".xterm-screen:visible").click({ button: "right" });
  const dialog = page.getByRole("dialog", { name: "Paste here first" });
  await dialog.getByRole("textbox").fill("echo by-hand");
  await dialog.getByRole("button", { name: "Put into the terminal" }).click();
  await lesson.expectText("echo by-hand");
});

test("more than 5 lines are shown before they are sent", async ({ lesson, page }) => {
  await open(lesson);
  await pasteFromClipboard(page, lesson, lines(5), "Control+v");
  await lesson.expectText("echo l5");
  const preview = page.getByRole("dialog", { name: "Paste 6 lines?" });
  await expect(preview).toHaveCount(0);
  await pasteFromClipboard(page, lesson, lines(6), "Control+v");
  await expect(preview.getByRole("textbox")).toHaveValue(lines(6));
  await page.keyboard.press("Escape");
  await expect(preview).toHaveCount(0);
  await expect(lesson.screen).not.toContainText("echo l6");
  await page.keyboard.press("Control+v");
  await expect(preview).toBeVisible();
  await page.keyboard.press("Enter");
  await lesson.expectText("echo l6");
});

test("the question before a long paste can be switched off for good", async ({ lesson, page }) => {
  await open(lesson);
  await pasteFromClipboard(page, lesson, lines(6), "Control+v");
  await page.getByRole("checkbox", { name: /ask again/ }).check();
  await page.getByRole("button", { name: "Paste", exact: true }).click();
  await lesson.expectText("echo l6");
  await page.reload();
  await lesson.untilPrompt();
  await pasteFromClipboard(page, lesson, lines(7), "Control+v");
  await lesson.expectText("echo l7");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("an input method's words and dead keys arrive as composed, once", async ({ lesson, page, context }) => {
  await open(lesson);
  await lesson.focusTerminal();
  const keyboard = await context.newCDPSession(page);
  const compose = async (steps: string[], result: string) => {
    for (const text of steps) {
      await keyboard.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
    await keyboard.send("Input.insertText", { text: result });
  };
  await page.keyboard.type("echo [");
  await compose(["に", "にほ", "にほん"], "日本");
  await page.keyboard.type("|");
  // Two words within one timer of the page, which nobody types, would come as three: xterm.js, CompositionHelper.
  await lesson.expectText("echo [日本|");
  await compose(["^"], "ê");
  await page.keyboard.type("]");
  await lesson.expectText("echo [日本|ê]");
});

/** What AltGr types on German, French or Swedish keyboards, and the key it is on. */
const THIRD_LEVEL = [
  { key: "{", code: "Digit7", keyCode: 55 },
  { key: "[", code: "Digit8", keyCode: 56 },
  { key: "]", code: "Digit9", keyCode: 57 },
  { key: "}", code: "Digit0", keyCode: 48 },
  { key: "@", code: "KeyQ", keyCode: 81 },
  { key: "|", code: "IntlBackslash", keyCode: 226 },
  { key: "~", code: "BracketRight", keyCode: 187 },
  { key: "\\", code: "Minus", keyCode: 219 },
];

test("characters typed with AltGr arrive", async ({ lesson, page, context }) => {
  await open(lesson);
  await lesson.type("echo ");
  const keyboard = await context.newCDPSession(page);
  const altGr = { key: "AltGraph", code: "AltRight", windowsVirtualKeyCode: 225 };
  await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...altGr });
  for (const { key, code, keyCode } of THIRD_LEVEL) {
    const pressed = { key, code, windowsVirtualKeyCode: keyCode };
    await keyboard.send("Input.dispatchKeyEvent", { type: "keyDown", ...pressed, text: key });
    await keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", ...pressed });
  }
  await keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", ...altGr });
  await lesson.expectText("echo {[]}@|~\\");
});

/** As browsers on Windows tell of it: Ctrl and Alt are held down, and there is a character all the same. */
async function typeAsOnWindows(page: Page): Promise<void> {
  await page.evaluate((keys) => {
    for (const { key, code, keyCode } of keys) {
      const held = { ctrlKey: true, altKey: true, modifierAltGraph: true, bubbles: true, cancelable: true };
      const send = (type: string, more: KeyboardEventInit) =>
        document.activeElement?.dispatchEvent(new KeyboardEvent(type, { key, code, ...held, ...more }));
      const charCode = key.charCodeAt(0);
      if (send("keydown", { keyCode })) send("keypress", { keyCode: charCode, charCode });
      send("keyup", { keyCode });
    }
  }, THIRD_LEVEL);
}

test("they arrive on Windows too, where AltGr is Ctrl with Alt, and are no shortcuts", async ({
  lesson,
  page,
}) => {
  await open(lesson);
  await lesson.type("echo ");
  await typeAsOnWindows(page);
  await lesson.expectText("echo {[]}@|~\\");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("search")).toHaveCount(0);
});

test("text size and contrast are set by keyboard, and kept", async ({ lesson, page }) => {
  await open(lesson);
  const trigger = page.getByRole("button", { name: "Terminal settings" });
  await trigger.focus();
  await page.keyboard.press("Enter");
  const settings = page.getByRole("dialog", { name: "Terminal settings" });
  await expect(settings).toBeVisible();
  expect(await violations(page, { part: '[role="dialog"]' })).toEqual([]);
  for (let size = 14; size <= 28; size++) await page.keyboard.press("Control++");
  await expect(settings).toContainText("28 px");
  await expect(settings.getByRole("button", { name: "Larger text" })).toBeDisabled();
  await page.keyboard.press("Control+-");
  await settings.getByRole("switch", { name: /^High contrast/ }).press("Space");
  await page.keyboard.press("Escape");
  await expect(trigger).toBeFocused();
  const look = () =>
    lesson.screen.evaluate((rows) => {
      const viewport = rows.closest(".xterm")?.querySelector(".xterm-scrollable-element, .xterm-viewport");
      return [getComputedStyle(rows).fontSize, viewport && getComputedStyle(viewport).backgroundColor];
    });
  await expect.poll(look).toEqual(["27px", "rgb(0, 0, 0)"]);
  await page.reload();
  await lesson.untilPrompt();
  await expect.poll(look).toEqual(["27px", "rgb(0, 0, 0)"]);
});

test("screen reader mode offers the lines to be read", async ({ lesson, page }) => {
  await open(lesson);
  await page.getByRole("button", { name: "Terminal settings" }).click();
  await page.getByRole("switch", { name: /^Screen reader mode/ }).click();
  await page.keyboard.press("Escape");
  await expect(page.locator(".xterm-accessibility-tree")).toContainText("learner@lab");
});

test("F6 leaves the terminal, and a screen reader is told so", async ({ lesson, page }) => {
  await open(lesson);
  await lesson.focusTerminal();
  const field = page.locator(".xterm-helper-textarea:focus");
  await expect(field).toHaveAccessibleDescription("F6 leaves the terminal.");
  await page.keyboard.press("Tab");
  await expect(field).toHaveCount(1);
  await page.keyboard.press("F6");
  await expect(field).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test("keys that its keyboard lacks are large enough, and Ctrl holds for one key", async ({
    lesson,
    page,
  }) => {
    await page.goto(`${lab.url}/learn/containers/your-first-container`);
    await page
      .getByRole("button", { name: /^Terminal/ })
      .last()
      .click();
    await lesson.untilPrompt();
    const bar = page.getByRole("toolbar", { name: "Keys" });
    const keys = bar.getByRole("button").locator("visible=true");
    await expect(keys).toHaveCount(8);
    for (const key of await keys.all()) {
      const box = await key.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await lesson.type("sleep 600");
    await page.keyboard.press("Enter");
    const ctrl = bar.getByRole("button", { name: /^Ctrl/ });
    await ctrl.click();
    await expect(ctrl).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.type("c");
    await expect(ctrl).toHaveAttribute("aria-pressed", "false");
    await lesson.expectText("^C");
  });
});
