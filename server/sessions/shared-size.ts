import type { TerminalShare } from "../protocol/events.ts";
import type { TerminalSize } from "../protocol/payloads.ts";

/** What a view could show of a terminal, and whether anybody can see that view. */
export interface Room {
  readonly size: TerminalSize;
  readonly visible: boolean;
}

export const isSameSize = (one: TerminalSize, other: TerminalSize): boolean =>
  one.cols === other.cols && one.rows === other.rows;

/**
 * Which size a terminal should have for all who look at it: the fewest columns and rows of the views that can be seen.
 * A view may lead: then its size alone counts, until another one is typed in, or it goes out of sight. Where no view can
 * be seen, the one that was seen last decides. Knows no time: when a size is taken up is its owner's business.
 */
export class SharedSize<View> {
  /** In the order of coming. */
  readonly #rooms = new Map<View, Room>();
  #leader: View | undefined;
  #lastSeen: View | undefined;
  #lastUsed: View | undefined;

  /** `undefined`: nobody looks. */
  get wanted(): TerminalSize | undefined {
    const [first, ...rest] = this.#counting;
    return first && rest.reduce(smallest, first);
  }

  /** A view comes, or its room changes. */
  place(view: View, room: Room): void {
    this.#rooms.set(view, room);
    if (room.visible) this.#lastSeen = view;
    else if (this.#leader === view) this.#leader = undefined;
  }

  leave(view: View): void {
    this.#rooms.delete(view);
    if (this.#leader === view) this.#leader = undefined;
    if (this.#lastSeen === view) this.#lastSeen = undefined;
    if (this.#lastUsed === view) this.#lastUsed = undefined;
  }

  /** A view that cannot be seen does not lead. */
  lead(view: View): void {
    if (this.#rooms.get(view)?.visible) this.#leader = view;
  }

  /** Somebody types there. `false`: that changes nothing. */
  use(view: View): boolean {
    if (this.#lastUsed === view && (this.#leader === undefined || this.#leader === view)) return false;
    this.#lastUsed = view;
    if (this.#leader !== view) this.#leader = undefined;
    return true;
  }

  /** A view's part while the terminal has a size, which may not be the wanted one yet. */
  shareOf(view: View, size: TerminalSize): TerminalShare {
    const room = this.#rooms.get(view);
    const target = this.wanted ?? size;
    const sizedBy = room === undefined || isSameSize(room.size, target) ? "this" : "another";
    return { size, sizedBy, answers: this.#answering === view };
  }

  get #counting(): TerminalSize[] {
    const leading = this.#leader && this.#rooms.get(this.#leader);
    if (leading !== undefined) return [leading.size];
    const rooms = [...this.#rooms.values()];
    const visible = rooms.filter((room) => room.visible);
    const lastSeen = this.#lastSeen && this.#rooms.get(this.#lastSeen);
    const counting = visible.length > 0 ? visible : lastSeen !== undefined ? [lastSeen] : rooms;
    return counting.map(({ size }) => size);
  }

  /**
   * A program's question to the terminal gets one answer, not one from each view. An answer looks like typing: where
   * another than the leading view gave it, that would lead no more.
   */
  get #answering(): View | undefined {
    const [first] = this.#rooms.keys();
    const firstSeen = [...this.#rooms].find(([, { visible }]) => visible)?.[0];
    return this.#leader ?? this.#lastUsed ?? firstSeen ?? first;
  }
}

const smallest = (one: TerminalSize, other: TerminalSize): TerminalSize => ({
  cols: Math.min(one.cols, other.cols),
  rows: Math.min(one.rows, other.rows),
});
