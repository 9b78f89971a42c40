/**
 * May a page of this origin open the live channel? Same host as the request was sent to, or one that the operator
 * named. A missing Origin header (no browser) passes: the cookie still decides. Header values come as they were sent.
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  further: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (further.includes(origin)) return true;
  try {
    return host !== undefined && host !== "" && new URL(origin).host === host.toLowerCase();
  } catch {
    return false;
  }
}
