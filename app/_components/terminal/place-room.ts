import { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";
import { MAX_COLS, MAX_ROWS, MIN_COLS, MIN_ROWS } from "../../../server/protocol/limits.ts";
import type { Disposable, Room } from "./terminal-screen.ts";

interface PlaceRoom {
  /** As last looked at. */
  current(): Room;
  /** Looks again. `false`: the place cannot be measured now. */
  look(): boolean;
  onChange(listener: (room: Room) => void): Disposable;
}

const within = (value: number, min: number, max: number) => Math.min(Math.max(value, min), max);

const isVisible = (place: HTMLElement) =>
  document.visibilityState === "visible" &&
  place.offsetParent !== null &&
  getComputedStyle(place).visibility === "visible";

/** How many characters of a terminal its place could hold, whatever size the terminal has. */
export function placeRoom(place: HTMLElement, terminal: Terminal): PlaceRoom {
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  const listeners = new Set<(room: Room) => void>();
  let room: Room = { size: { cols: terminal.cols, rows: terminal.rows }, visible: isVisible(place) };

  function measured(): Room["size"] | undefined {
    const proposed = place.offsetParent === null ? undefined : fit.proposeDimensions();
    if (!proposed || Number.isNaN(proposed.cols) || Number.isNaN(proposed.rows)) return undefined;
    return {
      cols: within(proposed.cols, MIN_COLS, MAX_COLS),
      rows: within(proposed.rows, MIN_ROWS, MAX_ROWS),
    };
  }

  return {
    current: () => room,
    look() {
      const size = measured();
      const before = room;
      room = { size: size ?? before.size, visible: isVisible(place) };
      if (!isSameRoom(before, room)) for (const listener of listeners) listener(room);
      return size !== undefined;
    },
    onChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

export const isSameRoom = (one: Room, other: Room): boolean =>
  one.visible === other.visible && one.size.cols === other.size.cols && one.size.rows === other.size.rows;
