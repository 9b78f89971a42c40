/** The real family behind the page's font token, loaded: xterm measures its characters once, at the start. */
export async function loadFont(place: HTMLElement, pixels: number): Promise<string> {
  const family = getComputedStyle(place).fontFamily;
  const faces = ["", "bold "].map((weight) => document.fonts.load(`${weight}${pixels}px ${family}`));
  await Promise.allSettled(faces);
  return family;
}
