import type { Finding } from "./finding.ts";
import type { WayTrial } from "./way-trial.ts";

const RUNNING: Finding = { verdict: "running", found: "This takes some seconds." };
const seconds = (ms: number) => `${Math.max(1, Math.round(ms / 1_000))} s`;
const because = (trial: WayTrial) =>
  trial.reason === undefined ? "" : ` The browser says: “${trial.reason}”.`;

export function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

const holds = (trial: WayTrial) => trial.opened && trial.lostAfterMs === undefined;

export function pollingFinding(trial: WayTrial | undefined): Finding {
  if (!trial) return RUNNING;
  if (!trial.opened) {
    return {
      verdict: "fails",
      found: `The lab did not answer plain requests.${because(trial)}`,
      advice:
        "The terminal cannot work from here. Look whether this computer has a network, and ask whoever runs it to let requests to this address through, those to /live included.",
    };
  }
  if (trial.lostAfterMs !== undefined) {
    return {
      verdict: "limits",
      found: `Requests were answered, and then no more after ${seconds(trial.lostAfterMs)}.`,
      advice:
        "The terminal comes back by itself, but will do so often. Test again, closer to the access point or by cable.",
    };
  }
  return { verdict: "works", found: `${trial.roundTripsMs.length} requests were sent and all answered.` };
}

export function websocketFinding(trial: WayTrial | undefined, polling: WayTrial | undefined): Finding {
  if (!trial) return RUNNING;
  if (holds(trial)) {
    return { verdict: "works", found: `It opened, and held for as long as it was tried.` };
  }
  const found = trial.opened
    ? `It opened, and was cut or went silent after ${seconds(trial.lostAfterMs ?? 0)}.`
    : `It did not open.${because(trial)}`;
  if (polling && !polling.opened) {
    return {
      verdict: "fails",
      found,
      advice: "See long polling: this browser does not reach the lab at all.",
    };
  }
  return {
    verdict: "limits",
    found: `${found} A proxy or filter on the way does this.`,
    advice:
      "The terminal uses long polling instead, and keys show a moment later. For the best of it, ask whoever runs the network to let WebSockets to this address through.",
  };
}

/** What a round trip means for who types: each key is shown by the machine, not by the browser. */
export function delayFinding(ways: readonly (WayTrial | undefined)[]): Finding {
  const answered =
    ways.find((trial) => trial && holds(trial)) ?? ways.find((trial) => trial?.roundTripsMs.length);
  const median = medianOf(answered?.roundTripsMs ?? []);
  if (median === undefined) {
    if (ways.includes(undefined)) return RUNNING;
    return { verdict: "fails", found: "Nothing came back that could be measured." };
  }
  const count = answered?.roundTripsMs.length ?? 0;
  const longest = Math.max(...(answered?.roundTripsMs ?? []));
  const measured = `A key is on its way there and back for ${Math.max(1, Math.round(median))} ms (median of ${count}, longest ${Math.round(longest)} ms)`;
  if (median < 80) return { verdict: "works", found: `${measured}: what you type shows at once.` };
  if (median < 200) {
    return { verdict: "works", found: `${measured}: the delay can be felt, and does not disturb.` };
  }
  const advice =
    "Commands of the lesson can be run with their button, without typing. A cable in place of Wi-Fi, or no VPN, often helps.";
  if (median < 500) return { verdict: "limits", found: `${measured}: each key shows late.`, advice };
  return { verdict: "limits", found: `${measured}: typing is tiring, each key shows very late.`, advice };
}

export interface Storage {
  readonly knowsCookie: boolean | undefined;
  readonly keepsData: boolean;
}

export function storageFinding({ knowsCookie, keepsData }: Storage, finished: boolean): Finding {
  if (knowsCookie === undefined) {
    if (!finished) return RUNNING;
    return { verdict: "fails", found: "The lab was not reached, so nobody saw whether its cookie is kept." };
  }
  if (!knowsCookie) {
    return {
      verdict: "fails",
      found: "The lab's cookie did not come back with the requests of this page.",
      advice:
        "Allow cookies for this site, then load this page again. Without the cookie there is no machine and no progress.",
    };
  }
  if (!keepsData) {
    return {
      verdict: "limits",
      found: "The lab's cookie is kept; the browser keeps no other data for this site.",
      advice:
        "Progress is kept. Settings such as the screen reader mode are forgotten when the page is left.",
    };
  }
  return {
    verdict: "works",
    found:
      "The lab's cookie and this browser's settings are kept. A private window forgets both when it is closed.",
  };
}
