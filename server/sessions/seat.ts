import type { TerminalShare } from "../protocol/events.ts";
import { Credits } from "./flow-control.ts";
import { isSameSize } from "./shared-size.ts";

/** Changes of a share that a viewer has not come to yet; of more, the oldest are left out. */
const MAX_CHANGES = 64;

export interface Viewer {
  send(chunk: { seq: number; data: string }): void;
  /** In order with what is sent. */
  shared(share: TerminalShare): void;
  exited(exitCode: number): void;
}

/** Where one viewer has come to in a terminal's output, and what it is to be told on the way. */
export class Seat {
  readonly viewer: Viewer;
  readonly credits = new Credits();
  /** Number of the next unit of output to be sent. */
  cursor: number;
  #share: TerminalShare;
  readonly #changes: { readonly seq: number; readonly share: TerminalShare }[] = [];

  /** `share`: as the viewer is told of it beside its replay. */
  constructor(viewer: Viewer, cursor: number, share: TerminalShare) {
    this.viewer = viewer;
    this.cursor = cursor;
    this.#share = share;
  }

  /** Its share is another one from output number `seq` on. `false`: it is not. */
  change(seq: number, share: TerminalShare): boolean {
    if (isSameShare(share, this.#share)) return false;
    this.#share = share;
    if (this.#changes.at(-1)?.seq === seq) this.#changes.pop();
    this.#changes.push({ seq, share });
    if (this.#changes.length > MAX_CHANGES) this.#changes.shift();
    return true;
  }

  /** Tells what is due at the cursor. Gives how much output may follow before the next change is. */
  tellChanges(): number {
    for (let [change] = this.#changes; change !== undefined; [change] = this.#changes) {
      if (change.seq > this.cursor) return change.seq - this.cursor;
      this.#changes.shift();
      this.viewer.shared(change.share);
    }
    return Number.POSITIVE_INFINITY;
  }
}

const isSameShare = (one: TerminalShare, other: TerminalShare): boolean =>
  isSameSize(one.size, other.size) && one.sizedBy === other.sizedBy && one.answers === other.answers;
