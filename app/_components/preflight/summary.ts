import { type Finding, type Verdict, verdictWords } from "./finding.ts";

export interface NamedFinding extends Finding {
  readonly title: string;
  /** Without it there is no lab. */
  readonly needed: boolean;
}

/** Who will have trouble, in a sentence. */
export function overall(findings: readonly NamedFinding[]): { verdict: Verdict; words: string } {
  const named = (wanted: Verdict) =>
    findings.filter(({ verdict }) => verdict === wanted).map(({ title }) => title);
  const failing = named("fails");
  if (failing.length > 0) {
    return {
      verdict: "fails",
      words: `This browser will have trouble: ${failing.join(", ")}. What to do stands with each.`,
    };
  }
  if (findings.some(({ verdict, needed }) => needed && verdict === "running")) {
    return { verdict: "running", words: "The connection is being tested. This takes about ten seconds." };
  }
  const limited = named("limits");
  if (limited.length > 0) {
    return { verdict: "limits", words: `This browser can take part, with limits: ${limited.join(", ")}.` };
  }
  return { verdict: "works", words: "This browser is ready." };
}

export interface Circumstances {
  readonly origin: string;
  readonly at: string;
  readonly browser: string;
}

/** For whoever runs the lab or the network: plain text, a line for each finding. */
export function summaryText(
  findings: readonly NamedFinding[],
  { origin, at, browser }: Circumstances,
): string {
  const lines = findings.map(({ title, verdict, found, advice }) =>
    [`${title}: ${verdictWords[verdict]}. ${found}`, ...(advice === undefined ? [] : [`  ${advice}`])].join(
      "\n",
    ),
  );
  return [
    `Slipway, test of the connection to ${origin}`,
    at,
    browser,
    overall(findings).words,
    "",
    ...lines,
    "",
  ].join("\n");
}
