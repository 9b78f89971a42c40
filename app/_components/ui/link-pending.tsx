"use client";

import { LoaderCircle } from "lucide-react";
import { useLinkStatus } from "next/link";

/** Within a link: says that its page is on the way, once that takes longer than a blink. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return <LoaderCircle className="late size-4 animate-spin" role="status" aria-label="Opening" />;
}
