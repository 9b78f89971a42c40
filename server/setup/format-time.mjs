// @ts-check

/**
 * `0.4 s`, `12 s`, `1 min 5 s`: as exact as a waiting person wants it.
 * @param {number} ms
 */
export function formatTime(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
