const TRIAL_KEY = "slipway-preflight";

/** Whether the browser keeps data for this site: written, read back, removed. */
export function keepsData(): boolean {
  try {
    localStorage.setItem(TRIAL_KEY, "kept");
    const kept = localStorage.getItem(TRIAL_KEY) === "kept";
    localStorage.removeItem(TRIAL_KEY);
    return kept;
  } catch {
    return false;
  }
}
