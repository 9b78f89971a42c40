import type { TerminalView } from "../protocol/events.ts";
import type { TerminalId } from "../protocol/ids.ts";

/** Terminals of a session in the order of their tabs, each with its name. Knows no shell. */
export class TerminalRack<T> {
  #places: { readonly id: TerminalId; readonly held: T; name: string; shown: boolean }[] = [];

  get size(): number {
    return this.#places.length;
  }

  get held(): readonly T[] {
    return this.#places.map(({ held }) => held);
  }

  get ids(): readonly TerminalId[] {
    return this.#places.map(({ id }) => id);
  }

  /** As pages show them: without those that are being closed. */
  get views(): readonly TerminalView[] {
    return this.#places.filter(({ shown }) => shown).map(({ id, name }) => ({ terminalId: id, name }));
  }

  get(id: TerminalId): T | undefined {
    return this.#place(id)?.held;
  }

  /** The first of this name. */
  named(name: string): T | undefined {
    return this.#places.find((place) => place.shown && place.name === name)?.held;
  }

  /** At the end of the row; without a name, `Terminal N` with the lowest free number. */
  add(id: TerminalId, held: T, name = this.#freeName()): void {
    this.#places.push({ id, held, name, shown: true });
  }

  remove(id: TerminalId): void {
    this.#places = this.#places.filter((place) => place.id !== id);
  }

  hide(id: TerminalId): void {
    const place = this.#place(id);
    if (place !== undefined) place.shown = false;
  }

  /** `false`: there is no such terminal. */
  rename(id: TerminalId, name: string): boolean {
    const place = this.#place(id);
    if (place !== undefined) place.name = name;
    return place !== undefined;
  }

  /** To the place `to` of the row, from 0; beyond its end means its end. `false`: there is no such terminal. */
  move(id: TerminalId, to: number): boolean {
    const place = this.#place(id);
    if (place === undefined) return false;
    this.remove(id);
    this.#places.splice(to, 0, place);
    return true;
  }

  #place(id: TerminalId) {
    return this.#places.find((place) => place.id === id);
  }

  #freeName(): string {
    const taken = new Set(this.#places.map(({ name }) => name));
    let number = 1;
    while (taken.has(`Terminal ${number}`)) number += 1;
    return `Terminal ${number}`;
  }
}
