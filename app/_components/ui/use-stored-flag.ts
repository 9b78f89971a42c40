import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A browser that keeps no data for this site gives the flag's first value, and forgets changes on reload. */
const unsaved = new Map<string, boolean>();

function read(name: string): boolean {
  try {
    return localStorage.getItem(name) === "on" || unsaved.get(name) === true;
  } catch {
    return unsaved.get(name) ?? false;
  }
}

/** A switch that this browser remembers; off at first. */
export function useStoredFlag(name: string): readonly [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    subscribe,
    () => read(name),
    () => false,
  );
  const set = useCallback(
    (value: boolean) => {
      unsaved.set(name, value);
      try {
        localStorage.setItem(name, value ? "on" : "off");
      } catch {
        // Storage is refused: the value in memory serves until the page is left.
      }
      for (const listener of listeners) listener();
    },
    [name],
  );
  return [on, set];
}
