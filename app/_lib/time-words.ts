const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Time left, short, for the header: "1 h 5 min", "52 min", "4 min 30 s", "12 s". Full minutes are rounded up. */
export function timeLeftWords(ms: number): string {
  const left = Math.max(0, ms);
  if (left > 5 * MINUTE) {
    const minutes = Math.ceil(left / MINUTE);
    return minutes < 60 ? `${minutes} min` : hours(minutes);
  }
  const seconds = Math.ceil(left / SECOND);
  if (seconds < 60) return `${seconds} s`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function hours(minutes: number): string {
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Time that has passed or is expected: "0.2 s", "14 s", "2 min". */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, ms) / SECOND;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
