import { type LiveState, newlyPassed } from "./live-state.ts";

const machineNews = {
  queued: "Your machine is waiting for a place.",
  creating: "Your machine is being made.",
  ready: "Your machine is ready.",
  frozen: "Your machine stands still until you type.",
  resetting: "Your machine is being reset.",
  expired: "Your machine has ended.",
  failed: "Your machine did not start.",
} as const;

/** What has changed, in words to be read out; `undefined` when nothing that matters has. */
export function newsOf(
  before: LiveState,
  after: LiveState,
  titles: Readonly<Record<string, string>>,
): string | undefined {
  const news = newlyPassed(before, after).map((taskId) => `Done: ${titles[taskId] ?? taskId}.`);
  if (before.connection === "live" && after.connection === "lost")
    news.push("Connection lost. Trying again.");
  if (before.connection === "lost" && after.connection === "live") news.push("Connected again.");
  const status = after.machine?.state.status;
  if (status && status !== before.machine?.state.status) news.push(machineNews[status]);
  return news.length === 0 ? undefined : news.join(" ");
}
