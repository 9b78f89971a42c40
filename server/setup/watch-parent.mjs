// @ts-check

const POLL_MS = 500;

/**
 * Calls once when npm, which started us, is gone: a signal sent to `npm start` ends npm and its shell, and never
 * reaches what they run. Does nothing when somebody else started us.
 * @param {() => void} onGone
 * @returns {() => void} ends the watch
 */
export function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
