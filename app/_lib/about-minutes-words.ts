const STEP_MINUTES = 5;

/** An estimate of work, in words: "about 3 hours 25 minutes". Rounded up to five minutes. */
export function aboutMinutesWords(minutes: number): string {
  const whole = Math.max(STEP_MINUTES, Math.ceil(minutes / STEP_MINUTES) * STEP_MINUTES);
  const parts = [counted(Math.floor(whole / 60), "hour"), counted(whole % 60, "minute")];
  return `about ${parts.filter((part) => part !== undefined).join(" ")}`;
}

function counted(count: number, one: string): string | undefined {
  if (count === 0) return undefined;
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
