const ONE_YEAR_S = 365 * 24 * 60 * 60;

/** Has the browser remember something about the look of the page: see `server/protocol/preferences.ts`. */
export function keepPreference(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where the page came by http.
  document.cookie = `${name}=${value}; Path=/; Max-Age=${ONE_YEAR_S}; SameSite=Lax`;
}
