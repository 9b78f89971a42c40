import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A browser that keeps no data for this site forgets changes on reload. */
const unsaved = new Map<string, string>();

function read(name: string): string {
  const here = unsaved.get(name);
  if (here !== undefined) return here;
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** A setting that this browser remembers; empty at first. */
export function useStoredText(name: string): readonly [string, (value: string) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(name),
    () => "",
  );
  const set = useCallback(
    (next: string) => {
      unsaved.set(name, next);
      try {
        localStorage.setItem(name, next);
      } catch {
        // Storage is refused: the value in memory serves until the page is left.
      }
      for (const listener of listeners) listener();
    },
    [name],
  );
  return [value, set];
}
