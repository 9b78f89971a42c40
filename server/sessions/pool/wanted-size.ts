/** Fewest and most machines that wait. */
export interface PoolBounds {
  readonly min: number;
  readonly max: number;
}

export interface PoolDemand {
  /** Machines asked for within `DEMAND_MS`. */
  readonly claims: number;
  /** Machines that the lab may have besides those of its sessions. */
  readonly room: number;
  readonly availableMb: number;
  readonly waiting: number;
}

/** What was asked for in this time may be asked for again. Milliseconds. */
export const DEMAND_MS = 10 * 60_000;
/** Left to those who work, in MB. */
const RESERVE_MB = 1_000;
/** A machine in use with a few containers; one that waits has taken a part of it already. MB. */
const IN_USE_MB = 250;
const WAITING_MB = 50;

/** As many as were asked for lately, within the bounds, and no more than `most`: there is room and memory to use these. */
export function wantedSize({ min, max }: PoolBounds, demand: PoolDemand): { size: number; most: number } {
  const { claims, room, availableMb, waiting } = demand;
  const affordable = Math.floor((availableMb + waiting * WAITING_MB - RESERVE_MB) / IN_USE_MB);
  const most = Math.max(0, Math.min(max, room, affordable));
  return { size: Math.min(Math.max(min, claims), most), most };
}
