interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Whether a number is within the borders; no number never is. */
export function isWithin(value: number | undefined, { min = -Infinity, max = Infinity }: Range): boolean {
  return value !== undefined && value >= min && value <= max;
}

/** "at most 64 MB", "3 to 5 layers" */
export function rangeWords({ min, max }: Range, unit: string): string {
  if (min === undefined) return `at most ${max} ${unit}`;
  if (max === undefined) return `at least ${min} ${unit}`;
  return min === max ? `exactly ${max} ${unit}` : `${min} to ${max} ${unit}`;
}
