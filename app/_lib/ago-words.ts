const SECOND = 1_000;

/** How long ago: "a moment ago", "12 seconds ago", "3 minutes ago", "2 hours ago". */
export function agoWords(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  if (seconds < 2) return "a moment ago";
  if (seconds < 60) return `${seconds} seconds ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
  return minutes < 120 ? "an hour ago" : `${Math.floor(minutes / 60)} hours ago`;
}
