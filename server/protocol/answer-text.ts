/** How choices and places travel as the one text that an answer is. Ids hold neither comma nor equals sign. */

/** `["kernel", "files"]` <-> `kernel,files` */
export function formatChoices(ids: readonly string[]): string {
  return ids.join(",");
}

/** `undefined`: nothing that a page of ours sends. Ids may be unknown ones; each stands there once. */
export function parseChoices(text: string): string[] | undefined {
  const ids = text.split(",").map((id) => id.trim());
  return ids.includes("") || new Set(ids).size < ids.length ? undefined : ids;
}

/** `{ "live-migration": "vm" }` <-> `live-migration=vm` */
export function formatPlaces(groupByItem: Readonly<Record<string, string>>): string {
  return Object.entries(groupByItem)
    .map(([item, group]) => `${item}=${group}`)
    .join(",");
}

/** `undefined`: nothing that a page of ours sends. Ids may be unknown ones; each item stands there once. */
export function parsePlaces(text: string): Map<string, string> | undefined {
  const pairs = text.split(",").map((pair) => pair.split("=").map((id) => id.trim()));
  const places = new Map(pairs.map(([item = "", group = ""]) => [item, group]));
  const wellFormed = pairs.every((pair) => pair.length === 2 && !pair.includes(""));
  return wellFormed && places.size === pairs.length ? places : undefined;
}
