import type { LearnerId } from "../protocol/ids.ts";
import { MAX_TERMINALS } from "../sessions/session-terminals.ts";
import { KEPT_CHARS } from "../sessions/terminal-history.ts";
import { WindowBudget } from "./window-budget.ts";

const WINDOW_MS = 60_000;
/**
 * What one learner may use in that time, over all connections: UTF-16 units typed or pasted (three pastes of 10 MB),
 * so that a program that does not read its input cannot fill our memory; requests (ten a second); units of old output
 * asked for again (every terminal's, ten times), so that a page that does not read cannot either. No person comes near.
 */
const INPUT_CHARS = 32 * 1024 * 1024;
const REQUESTS = 600;
const REPLAY_CHARS = 10 * MAX_TERMINALS * KEPT_CHARS;

export interface LearnerBudget {
  readonly input: WindowBudget;
  readonly requests: WindowBudget;
  readonly replays: WindowBudget;
}

/** Every learner's budget. It outlives their connections: coming back does not make it whole again. */
export class LearnerBudgets {
  readonly #budgets = new Map<LearnerId, LearnerBudget>();

  get size(): number {
    return this.#budgets.size;
  }

  /** To be asked at each use, and not kept: one that has not been used for a while is forgotten. */
  of(learnerId: LearnerId): LearnerBudget {
    const present = this.#budgets.get(learnerId);
    if (present !== undefined) return present;
    this.#forgetUnused();
    const budget = {
      input: new WindowBudget(INPUT_CHARS, WINDOW_MS),
      requests: new WindowBudget(REQUESTS, WINDOW_MS),
      replays: new WindowBudget(REPLAY_CHARS, WINDOW_MS),
    };
    this.#budgets.set(learnerId, budget);
    return budget;
  }

  #forgetUnused(): void {
    for (const [learnerId, { input, requests, replays }] of this.#budgets) {
      if (input.fresh && requests.fresh && replays.fresh) this.#budgets.delete(learnerId);
    }
  }
}
