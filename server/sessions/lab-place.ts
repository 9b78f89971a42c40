import type { EnterLine } from "./machine-source.ts";
import type { OnPlace, Ticket } from "./waiting-line.ts";

/** One session's place among those that may have a machine at a time. */
export class LabPlace {
  readonly #enterLab: EnterLine;
  #ticket: Ticket | undefined;

  constructor(enterLab: EnterLine) {
    this.#enterLab = enterLab;
  }

  /** How it went: there was a place, one became free, or nobody waits any more. */
  async enter(onPlace: OnPlace, signal: AbortSignal): Promise<"entered" | "waited" | "given-up"> {
    if (this.#ticket !== undefined) return "entered";
    let waited = false;
    this.#ticket = await this.#enterLab((...place) => {
      waited = true;
      onPlace(...place);
    }, signal);
    if (this.#ticket === undefined) return "given-up";
    return waited ? "waited" : "entered";
  }

  /** One that was another session's, or this one's before the server started anew. */
  hold(ticket: Ticket): void {
    this.leave();
    this.#ticket = ticket;
  }

  /** For another session of the same learner. */
  handOver(): Ticket | undefined {
    const ticket = this.#ticket;
    this.#ticket = undefined;
    return ticket;
  }

  leave(): void {
    this.handOver()?.leave();
  }
}
