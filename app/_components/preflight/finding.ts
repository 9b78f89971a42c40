export type Verdict = "works" | "limits" | "fails" | "running" | "untried";

/** What one check has come to, in sentences. `advice`: what to do, where there is something. */
export interface Finding {
  readonly verdict: Verdict;
  readonly found: string;
  readonly advice?: string;
}

export const verdictWords: Record<Verdict, string> = {
  works: "Works",
  limits: "Works with limits",
  fails: "Does not work",
  running: "Being tested",
  untried: "Not tried yet",
};
