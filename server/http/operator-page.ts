import type { Failure } from "../operator/failure-ring.ts";
import type { LabStatus, PartState, SandboxStatus } from "../operator/lab-status.ts";
import { html, Markup } from "./html.ts";

/** A page that loads again by itself takes some readers' place from them, so it does only when asked to. Seconds. */
const REFRESH_SECONDS = 10;

const STYLE = new Markup(`
:root { color-scheme: light dark; --ink: #211f1b; --muted: #625c53; --surface: #fbfaf7; --line: #8d867a;
  --accent: #1c5c8e; --ok: #1d7443; --danger: #b02a21; }
@media (prefers-color-scheme: dark) { :root { --ink: #ebe7df; --muted: #aaa398; --surface: #1a1917; --line: #7f786d;
  --accent: #86bce8; --ok: #74c894; --danger: #f2938a; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--surface); margin: 0 auto;
  max-width: 80rem; padding: 1rem 1.5rem 3rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
a { color: var(--accent); } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
table.parts { width: auto; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; }
code { font-size: .9em; overflow-wrap: anywhere; }
.ok { color: var(--ok); } .bad { color: var(--danger); } .muted, footer { color: var(--muted); }
summary, button { cursor: pointer; } button { font: inherit; min-height: 2rem; margin-top: .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; margin: 0; } dd { margin: 0; }
`);

export const operatorPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

function page(title: string, nonce: string, body: Markup, refresh?: number): Markup {
  const again =
    refresh === undefined
      ? []
      : [html`<meta http-equiv="refresh" content="${refresh};url=/operator?refresh=on">`];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${again}<title>${title}</title><style nonce="${nonce}">${STYLE}</style></head>
<body>${body}</body></html>
`;
}

const when = (at: string): Markup =>
  html`<time datetime="${at}">${at.slice(0, 19).replace("T", " ")} UTC</time>`;

/** Minutes and hours between two times, in words; what is over is `0 s`. */
function span(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

const partRow = ([name, state]: readonly [string, PartState]): Markup => html`<tr><th scope="row">${name}</th>
<td>${state.ready ? html`<span class="ok">ready</span>` : html`<span class="bad">not ready</span>. ${state.cause}`}</td></tr>`;

function sandboxRow(one: SandboxStatus, at: string): Markup {
  const { use } = one;
  return html`<tr><th scope="row"><code>${one.sandbox ?? "none yet"}</code></th>
<td><code>${one.learner}</code>${one.watched ? "" : ", away"}</td><td>${one.lesson}</td>
<td>${one.state === "failed" ? html`<span class="bad">failed</span>` : one.state}${one.detail === "" ? "" : `: ${one.detail}`}</td>
<td class="number">${span(one.createdAt, at)}</td><td class="number">${span(at, one.expiresAt)}</td>
<td class="number">${use === null ? "–" : `${Math.round(use.memoryBytes / 1e6)} MB`}</td>
<td class="number">${use === null ? "–" : `${use.cpuSeconds.toFixed(1)} s`}</td>
<td class="number">${use === null ? "–" : use.processes}</td><td class="number">${one.terminals}</td>
<td><details><summary aria-label="Stop ${one.sandbox ?? one.session}">Stop</summary>
<form method="post" action="/operator/stop"><input type="hidden" name="id" value="${one.session}">
<button>End it and remove the machine</button></form></details></td></tr>`;
}

const failureRow = (failure: Failure): Markup => html`<tr><th scope="row">${when(failure.at)}</th>
<td>${failure.code}</td><td>${failure.what}</td><td>${failure.detail}</td><td><code>${failure.requestId ?? ""}</code></td></tr>`;

function sandboxTable({ sandboxes, at }: LabStatus): Markup {
  if (sandboxes.length === 0) return html`<p>No learner has a machine at this moment.</p>`;
  return html`<div class="scroll" role="region" aria-label="Sandboxes" tabindex="0"><table><thead><tr>
<th scope="col">Sandbox</th><th scope="col">Learner</th><th scope="col">Lesson</th><th scope="col">State</th>
<th scope="col" class="number">Age</th><th scope="col" class="number">Time left</th>
<th scope="col" class="number">Memory</th><th scope="col" class="number">CPU time</th>
<th scope="col" class="number">Processes</th><th scope="col" class="number">Terminals</th><th scope="col">Stop</th>
</tr></thead><tbody>${sandboxes.map((one) => sandboxRow(one, at))}</tbody></table></div>`;
}

function failureTable({ failures }: LabStatus): Markup {
  if (failures.length === 0) return html`<p>Nothing has gone wrong since the start.</p>`;
  return html`<div class="scroll" role="region" aria-label="Failures" tabindex="0"><table><thead><tr>
<th scope="col">When</th><th scope="col">Code</th><th scope="col">What</th><th scope="col">Detail</th>
<th scope="col">Request</th></tr></thead><tbody>${failures.map(failureRow)}</tbody></table></div>`;
}

/** How the lab is, as a page without scripts. */
export function operatorPage(
  status: LabStatus,
  { nonce, refreshes, notice }: { nonce: string; refreshes: boolean; notice?: string | undefined },
): Markup {
  const { queue, pool, totals } = status;
  const used = status.sandboxes.filter(({ state }) => state !== "failed").length;
  const body = html`<main><h1>The lab</h1>
${notice === undefined ? [] : html`<p role="status">${notice}</p>`}
<p class="muted">As of ${when(status.at)}; up for ${span(status.startedAt, status.at)}.
${
  refreshes
    ? html`Loads again every ${REFRESH_SECONDS} s. <a href="/operator">Keep it as it is</a>`
    : html`<a href="/operator">Load it again</a>, or <a href="/operator?refresh=on">every ${REFRESH_SECONDS} s</a>`
}</p>
<h2>Parts</h2><table class="parts"><tbody>${Object.entries(status.parts).map(partRow)}</tbody></table>
<h2>Sandboxes</h2><p>${used} of ${status.maxSandboxes} in use; ${queue.beingMade} being made, ${queue.waiting} waiting.
${pool.waiting} of ${pool.wanted} stand ready for the next learners.</p>
${sandboxTable(status)}
<h2>Recent failures</h2>${failureTable(status)}
<h2>Since the start</h2><dl><dt>Sandboxes made</dt><dd>${totals.sandboxesMade}</dd>
<dt>Sandboxes that could not be made</dt><dd>${totals.sandboxesFailed}</dd><dt>Tasks passed</dt><dd>${totals.tasksPassed}</dd>
<dt>Looks at learners’ work</dt><dd>${totals.looks}</dd><dt>Faults in the log</dt><dd>${totals.faults}</dd></dl></main>`;
  return page("The lab", nonce, body, refreshes ? REFRESH_SECONDS : undefined);
}

/** For whoever is not known as the operator. */
export const operatorRefusal = (sentence: string, nonce: string): Markup =>
  page(
    "For the operator",
    nonce,
    html`<main><h1>This page is for the operator</h1><p>${sentence}</p>
<p>The server prints the address of this page, with the token in it, at every start.</p></main>`,
  );
