/** Shares work out to `count` lanes, the heaviest first and each to the lane that has least so far. */
export function intoLanes<T>(items: readonly T[], count: number, weightOf: (item: T) => number): T[][] {
  const lanes = Array.from({ length: count }, () => ({ items: [] as T[], weight: 0 }));
  for (const item of items.toSorted((a, b) => weightOf(b) - weightOf(a))) {
    const lane = lanes.reduce((least, each) => (each.weight < least.weight ? each : least));
    lane.items.push(item);
    lane.weight += weightOf(item);
  }
  return lanes.map(({ items }) => items).filter((lane) => lane.length > 0);
}
