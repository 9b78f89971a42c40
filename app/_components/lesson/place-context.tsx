"use client";

import { createContext, useContext } from "react";
import type { Place } from "./use-place.ts";

export const PlaceContext = createContext<Place | undefined>(undefined);

export function useShownPlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error("invariant: used outside a PlaceContext");
  return place;
}
