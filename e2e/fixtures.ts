import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { type OwnLab, startOwnLab } from "./own-lab.ts";

/** What a learner can do on a lesson's page, in a learner's words. */
export class LessonPage {
  readonly page: Page;
  readonly pane: Locator;

  constructor(page: Page) {
    this.page = page;
    this.pane = page.getByRole("region", { name: "Terminal", exact: true });
  }

  /** Opens a lesson and waits until its machine has a prompt. */
  async open(lesson: string, step = 1): Promise<void> {
    await this.page.goto(`/learn/containers/${lesson}?step=${step}`);
    await this.untilPrompt();
  }

  async untilPrompt(): Promise<void> {
    await expect(this.pane).toHaveAttribute("data-status", "ready");
    await this.expectText(/learner@lab:.*\$/);
  }

  get screen(): Locator {
    return this.pane.locator(".xterm-rows:visible");
  }

  /** Waits for words on the screen. Write them so that the typed line itself does not hold them. */
  async expectText(wanted: string | RegExp): Promise<void> {
    await expect(this.screen).toContainText(wanted);
  }

  async focusTerminal(): Promise<void> {
    await this.pane
      .locator(".xterm-helper-textarea:visible, .xterm:visible .xterm-helper-textarea")
      .first()
      .focus();
  }

  /** Types as a person does, key by key. */
  async type(text: string): Promise<void> {
    await this.focusTerminal();
    await this.page.keyboard.type(text);
  }

  async run(command: string): Promise<void> {
    await this.type(command);
    await this.page.keyboard.press("Enter");
  }

  task(id: string): Locator {
    return this.page.locator(`[data-task="${id}"]`);
  }

  async expectDone(id: string): Promise<void> {
    await expect(this.task(id)).toHaveAttribute("data-status", "done");
  }

  async answer(id: string, text: string): Promise<void> {
    const task = this.task(id);
    await task.getByRole("textbox").fill(text);
    await task.getByRole("textbox").press("Enter");
  }

  async next(): Promise<void> {
    await this.page
      .getByRole("button", { name: /^Next/ })
      .or(this.page.getByRole("link", { name: /^Next/ }))
      .first()
      .click();
  }
}

interface Fixtures {
  lesson: LessonPage;
  /** A lab of the test's own, in place of the one that all share; it ends with the test. */
  ownLab: typeof startOwnLab;
}

/** Every test is a learner of its own, with a browser that has never been here, and may print no error. */
export const test = base.extend<Fixtures>({
  lesson: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(error.message));
    await use(new LessonPage(page));
    // A connection that a test cuts is reported by the browser itself.
    expect(errors.filter((text) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(text))).toEqual([]);
  },
  ownLab: async ({ lesson }, use) => {
    const labs: OwnLab[] = [];
    await use(async (...how) => {
      const lab = await startOwnLab(...how);
      labs.push(lab);
      return lab;
    });
    // A page that is open would look for the lab that is gone.
    await lesson.page.close();
    for (const lab of labs) await lab.stop();
  },
});

export { expect } from "@playwright/test";
