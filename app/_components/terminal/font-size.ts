export const MIN_FONT_PX = 10;
export const MAX_FONT_PX = 28;

/** Smaller on a phone, where 13.5 px leave 41 columns. */
export const usualFontSize = (windowWidth: number) => (windowWidth < 480 ? 12 : 13.5);

/** The size that was kept, within limits; anything else is the usual one. Pixels. */
export function readFontSize(kept: string, usual: number): number {
  const pixels = Number(kept);
  return kept !== "" && pixels >= MIN_FONT_PX && pixels <= MAX_FONT_PX ? pixels : usual;
}

/** A step larger or smaller, in whole pixels, within limits. */
export function changedFontSize(pixels: number, by: 1 | -1): number {
  const next = by > 0 ? Math.floor(pixels) + 1 : Math.ceil(pixels) - 1;
  return Math.min(MAX_FONT_PX, Math.max(MIN_FONT_PX, next));
}
