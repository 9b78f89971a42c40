/** What a browser remembers about the look of the page. Cookies, so that the server draws it right at once. */
export const THEME_COOKIE = "slipway-theme";
export const SPLIT_COOKIE = "slipway-split";

export type Theme = "light" | "dark" | "system";

const ONE_YEAR_S = 365 * 24 * 60 * 60;
const USUAL_SPLIT = 46;

export function readTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** Share of the lesson in the window's width, in percent. */
export function readSplit(value: string | undefined): number {
  const percent = Number(value);
  return percent >= 25 && percent <= 75 ? percent : USUAL_SPLIT;
}

export function keepPreference(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where the page came by http.
  document.cookie = `${name}=${value}; Path=/; Max-Age=${ONE_YEAR_S}; SameSite=Lax`;
}
