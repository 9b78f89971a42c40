/** What a browser remembers about the look of the page. Cookies, so that the server draws it right at once. */
export const THEME_COOKIE = "slipway-theme";
export const SPLIT_COOKIE = "slipway-split";

export type Theme = "light" | "dark" | "system";

const USUAL_SPLIT = 46;

export function readTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** Share of the lesson in the window's width, in whole percent: finer, no two learners would have the same page. */
export function readSplit(value: string | undefined): number {
  const percent = Math.round(Number(value));
  return percent >= 25 && percent <= 75 ? percent : USUAL_SPLIT;
}
