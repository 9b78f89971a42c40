import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe holds against the page, or a part of it, of any impact. `rules`: these instead of all of WCAG's. */
export async function violations(
  page: Page,
  { part, rules }: { part?: string; rules?: string[] } = {},
): Promise<string[]> {
  const builder = await axe(page);
  if (rules) builder.withRules(rules);
  else builder.withTags(WCAG);
  const { violations: found } = await (part === undefined ? builder : builder.include(part)).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/**
 * axe, ready to look at a page of ours. Such a page has no frames, so it can sum up itself what was found, where otherwise
 * each look opens a page for that; and axe, half a megabyte, is brought into it only once.
 */
async function axe(page: Page): Promise<AxeBuilder> {
  const isThere = await page.evaluate(() => "axe" in window);
  const builder = new AxeBuilder(isThere ? { page, axeSource: ";" } : { page });
  return builder.options({ resultTypes: ["violations"] }).setLegacyMode();
}
