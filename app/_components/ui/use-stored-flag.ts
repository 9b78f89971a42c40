import { useCallback } from "react";
import { useStoredText } from "./use-stored-text.ts";

/** A switch that this browser remembers; off at first. */
export function useStoredFlag(name: string): readonly [boolean, (on: boolean) => void] {
  const [value, setValue] = useStoredText(name);
  const set = useCallback((on: boolean) => setValue(on ? "on" : "off"), [setValue]);
  return [value === "on", set];
}
