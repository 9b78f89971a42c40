import { atHand } from "../../../server/protocol/session-state.ts";
import { durationWords, timeLeftWords } from "../../_lib/time-words.ts";
import type { LiveState, Machine } from "./live-state.ts";

export interface ChipWords {
  readonly tone: "calm" | "ok" | "warn" | "danger";
  /** Name of the state. */
  readonly name: string;
  /** Time or place that goes with it. */
  readonly detail: string | undefined;
}

const SOON_MS = 5 * 60_000;

/** Milliseconds until a machine's time is over, whatever the time of day is said to be; `steady`: performance.now. */
export function timeLeft(machine: Machine | undefined, steady: number): number | undefined {
  const state = atHand(machine?.state);
  return machine && state && state.leftMs - (steady - machine.receivedAt);
}

/** The machine in two words for the header. `now` is unknown until the page runs in the browser. */
export function chipWords(live: LiveState, now: { steady: number } | undefined): ChipWords {
  const { connection, machine } = live;
  if (connection === "lost") return { tone: "warn", name: "Offline", detail: undefined };
  if (!machine) return { tone: "calm", name: "Connecting", detail: undefined };
  const { state } = machine;
  const elapsed = (ms: number) => (now ? durationWords(ms + now.steady - machine.receivedAt) : undefined);
  switch (state.status) {
    case "queued":
      return { tone: "calm", name: "Waiting", detail: `place ${state.place}` };
    case "creating":
      return { tone: "calm", name: "Starting", detail: elapsed(state.elapsedMs) };
    case "ready":
    case "frozen": {
      const left = now ? timeLeft(machine, now.steady) : undefined;
      const soon = left !== undefined && left <= SOON_MS;
      const [tone, name] =
        state.status === "ready" ? (["ok", "Ready"] as const) : (["calm", "Frozen"] as const);
      return {
        tone: soon ? "warn" : tone,
        name,
        detail: left === undefined ? undefined : timeLeftWords(left),
      };
    }
    case "resetting":
      return { tone: "calm", name: "Resetting", detail: elapsed(state.elapsedMs) };
    case "expired":
      return { tone: "danger", name: "Ended", detail: undefined };
    case "failed":
      return { tone: "danger", name: "Failed", detail: undefined };
  }
}
