const LOOK_EVERY_MS = 1_000;
/** A clock that is only corrected moves by less in the time between two looks. Milliseconds. */
const JUMP_MS = 2_000;

export interface Clocks {
  /** Time of day, which somebody may set; milliseconds since 1970. */
  readonly wall: () => number;
  /** Runs evenly and stands still while the machine sleeps; milliseconds. */
  readonly steady: () => number;
}

/**
 * Notices that the time of day has jumped against time as it passes: the clock was set, or the machine has slept.
 * `onJump`: by how many milliseconds, forward or (negative) backward.
 */
export function watchClock(
  onJump: (milliseconds: number) => void,
  { wall, steady }: Clocks = { wall: () => Date.now(), steady: () => performance.now() },
): { stop(): void } {
  let offset = wall() - steady();
  const timer = setInterval(() => {
    const now = wall() - steady();
    const jump = now - offset;
    // A slow drift must not add up to a jump.
    offset = now;
    if (Math.abs(jump) >= JUMP_MS) onJump(Math.round(jump));
  }, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
