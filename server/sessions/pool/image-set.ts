/** Images of a lesson that a machine has from its start, as one text: each once, in one order, with spaces between. */
export type ImageSet = string & { readonly __brand: "ImageSet" };

export const NO_IMAGES = "" as ImageSet;

export const imageSetOf = (images: readonly string[]): ImageSet =>
  [...new Set(images)].toSorted().join(" ") as ImageSet;

export const imagesOf = (set: ImageSet): readonly string[] => (set === NO_IMAGES ? [] : set.split(" "));

/** Whether the other has all of these too. */
export const isWithin = (set: ImageSet, other: ImageSet): boolean =>
  imagesOf(set).every((image) => imagesOf(other).includes(image));

/**
 * How many machines of each set are to wait. `size` have no images of any lesson, since they suit every learner. The latest
 * claims may come again, so beside these there is one of its set for each, up to half of `most`, which are never exceeded.
 * `claims`: the latest last.
 */
export function wantedSets(
  { size, most }: { readonly size: number; readonly most: number },
  claims: readonly ImageSet[],
): ReadonlyMap<ImageSet, number> {
  const latest = claims
    .filter((set) => set !== NO_IMAGES)
    .toReversed()
    .slice(0, Math.floor(most / 2));
  const wanted = new Map([[NO_IMAGES, Math.min(size, most - latest.length)]]);
  for (const set of latest) wanted.set(set, (wanted.get(set) ?? 0) + 1);
  return wanted;
}
