import { expect, it } from "vitest";

/** Where the same attempt must succeed: without that, its refusal would prove nothing. */
export type ControlKind =
  | "a sandbox without this protection"
  | "a process of the host"
  | "the one that is attacked, itself"
  | "a naive way to do the same"
  | "a place that is the attacker's own";

export interface Control<Place> {
  readonly kind: ControlKind;
  readonly place: () => Place | Promise<Place>;
}

/** Something an attacker with root in a sandbox wants, and may not have. */
export interface Attempt<Place> {
  /** Ends the sentence "nobody can ...". */
  readonly wants: string;
  /** Tries it in a place. Resolves with true when the attacker has what they want; rejects when it could not be tried. */
  readonly tried: (place: Place) => Promise<boolean>;
  readonly control: Control<Place>;
  /** False where this host has not even what is attacked, e.g. a kernel without modules: then it is skipped. */
  readonly meaningful?: boolean;
}

/**
 * Makes one test of each attempt: in its control it must succeed, in the protected place it must not. `place` is asked
 * when the tests run, after the hooks that prepare it.
 */
export function refuses<Place>(place: () => Place, attempts: readonly Attempt<Place>[]): void {
  for (const { wants, tried, control, meaningful = true } of attempts) {
    it.skipIf(!meaningful)(`${wants} [control: ${control.kind}]`, async () => {
      expect(await tried(await control.place()), `in the control, ${control.kind}, it succeeds`).toBe(true);
      expect(await tried(place()), "in the protected place it is refused").toBe(false);
    });
  }
}
