const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/**
 * How long to wait before try number `attempt` (from 0) to connect: none, then twice as long each time, up to a cap.
 * Up to half of it is left to chance, so that a class does not come back all at the same moment.
 */
export function retryPause(attempt: number, random: () => number = Math.random): number {
  if (attempt === 0) return 0;
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return longest * (1 - random() / 2);
}
