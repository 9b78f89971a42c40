import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * axe, ready to look at a page of ours. Such a page has no frames, so it can sum up itself what was found, where otherwise
 * each look opens a page for that; and axe, half a megabyte, is brought into it only once.
 */
export async function axe(page: Page): Promise<AxeBuilder> {
  const isThere = await page.evaluate(() => "axe" in window);
  const builder = new AxeBuilder(isThere ? { page, axeSource: ";" } : { page });
  return builder.options({ resultTypes: ["violations"] }).setLegacyMode();
}
