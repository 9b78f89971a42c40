import type { LineState } from "../../_lib/live-line.ts";
import type { InputState } from "./input-queue.ts";

/** How the connection of a shell is, in words. They change only when something does: they are read out. */
export function connectionWords(line: LineState, input: InputState): string {
  if (line.kind === "open") return openWords(line, input);
  const why = line.kind === "waiting" && line.refusal !== undefined ? line.refusal : "Connection lost.";
  const fate = input.refusing
    ? "It has been away for half a minute: what you type now is not kept."
    : "Your shell runs on; what you type is sent when it is back.";
  return `${why} Reconnecting. ${fate}`;
}

function openWords(line: Extract<LineState, { kind: "open" }>, input: InputState): string {
  if (input.late) return "No answer from the lab for some seconds. What you typed is kept.";
  if (line.way !== "polling") return "Live";
  const why = line.cut ? "WebSockets are cut on this network" : "this network lets no WebSocket through";
  return `Live, by long polling: ${why}. Keys may show a moment later.`;
}
