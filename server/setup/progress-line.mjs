// @ts-check
import { formatTime } from "./format-time.mjs";
import { UNCHANGED } from "./run-steps.mjs";

/**
 * Says what the set-up does and how far it is. One line for each step when it ends; until then, on a terminal, one
 * line that is drawn over, and elsewhere a plain line now and then.
 * @typedef {object} Reporter
 * @property {(title: string) => void} started
 * @property {(title: string, text: string) => void} progressed
 * @property {(title: string, outcome: string) => void} done
 * @property {(title: string) => void} failed
 * @property {() => void} close wipes what is drawn over
 */

/** How often the line on a terminal is drawn, in milliseconds: its clock has tenths of a second. */
const REDRAW_MS = 100;
/** Elsewhere: how long the same step stays silent, in milliseconds. */
const QUIET_MS = 10_000;
const ERASE_LINE = "\r\x1b[2K";
const TITLE_WIDTH = 18;

/**
 * @typedef {object} Output
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 * @property {(text: string) => unknown} write
 */

/**
 * @param {Output} output
 * @param {() => number} [now] milliseconds
 * @returns {Reporter}
 */
export function createReporter(output, now = Date.now) {
  return output.isTTY ? terminalReporter(output, now) : plainReporter(output, now);
}

/** @param {string} mark @param {string} title @param {string} text */
const row = (mark, title, text) => `  ${mark} ${title.padEnd(TITLE_WIDTH)} ${text}`.trimEnd();

/** What was done and the time it took; that nothing was done needs no time. @param {string} outcome @param {string} elapsed */
function withTime(outcome, elapsed) {
  if (outcome === UNCHANGED) return outcome;
  return outcome === "" ? elapsed : `${outcome} (${elapsed})`;
}

/** @param {Output} output @param {() => number} now @returns {Reporter} */
function terminalReporter(output, now) {
  /** @type {Map<string, { since: number, text: string }>} */
  const running = new Map();
  const draw = () => output.write(ERASE_LINE + runningLine(running, now(), output.columns ?? 80));
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();

  /** @param {string} title @param {(elapsed: string) => string} line */
  const end = (title, line) => {
    const elapsed = formatTime(now() - (running.get(title)?.since ?? now()));
    running.delete(title);
    output.write(`${ERASE_LINE}${line(elapsed)}\n`);
    draw();
  };
  return {
    started(title) {
      running.set(title, { since: now(), text: "" });
      draw();
    },
    progressed(title, text) {
      const step = running.get(title);
      if (step) step.text = text;
    },
    done: (title, outcome) => end(title, (elapsed) => row("✓", title, withTime(outcome, elapsed))),
    failed: (title) => end(title, (elapsed) => row("✗", title, `failed after ${elapsed}`)),
    close() {
      clearInterval(timer);
      output.write(ERASE_LINE);
    },
  };
}

/**
 * `  … 12 s  Packages 410 of 612 · Images redis:alpine`, cut to the width of the terminal.
 * @param {ReadonlyMap<string, { since: number, text: string }>} running
 * @param {number} at milliseconds
 * @param {number} columns
 */
export function runningLine(running, at, columns) {
  if (running.size === 0) return "";
  const longest = Math.max(...[...running.values()].map((step) => at - step.since));
  const parts = [...running].map(([title, { text }]) => (text ? `${title}: ${text}` : title));
  const line = `  … ${formatTime(longest)}  ${parts.join(" · ")}`;
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}

/** @param {Output} output @param {() => number} now @returns {Reporter} */
function plainReporter(output, now) {
  /** @type {Map<string, { since: number, said: number }>} */
  const running = new Map();
  const elapsed = (/** @type {string} */ title) => formatTime(now() - (running.get(title)?.since ?? now()));
  return {
    started(title) {
      running.set(title, { since: now(), said: now() });
    },
    progressed(title, text) {
      const step = running.get(title);
      if (!step || now() - step.said < QUIET_MS) return;
      step.said = now();
      output.write(`${row("…", title, `${elapsed(title)}  ${text}`)}\n`);
    },
    done: (title, outcome) => void output.write(`${row("✓", title, withTime(outcome, elapsed(title)))}\n`),
    failed: (title) => void output.write(`${row("✗", title, `failed after ${elapsed(title)}`)}\n`),
    close() {},
  };
}
