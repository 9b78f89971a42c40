export interface Percentiles {
  readonly [name: `p${number}`]: number;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Nearest-rank percentiles, rounded to a hundredth: `percentiles([..], [50, 95])` -> { p50, p95 }. */
export function percentiles(samples: readonly number[], ranks: readonly number[]): Percentiles {
  const sorted = [...samples].sort((a, b) => a - b);
  return Object.fromEntries(
    ranks.map((rank) => {
      const index = Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1);
      return [`p${rank}`, round(sorted[index] ?? Number.NaN)];
    }),
  );
}

export const mean = (samples: readonly number[]): number =>
  round(samples.reduce((sum, sample) => sum + sample, 0) / samples.length);

/** `a` as a multiple of `b`, to a hundredth. */
export const ratio = (a: number, b: number): number => round(a / b);
