import { z } from "zod";

const Made = z.object({ code: z.string(), expiresAt: z.iso.datetime() });
const Refused = z.object({ error: z.object({ message: z.string() }) });

export type CodeAnswer =
  | { readonly kind: "made"; readonly code: string; readonly expiresAt: Date }
  | { readonly kind: "refused"; readonly message: string };

const NO_ANSWER = "The lab did not answer. Look whether you are connected, then try again.";

/** Has a new code made; the one before it works no more. Never rejects. */
export async function askForCode(signal: AbortSignal): Promise<CodeAnswer> {
  try {
    const response = await fetch("/api/handover-code", { method: "POST", signal });
    const body: unknown = await response.json();
    const made = Made.safeParse(body);
    if (made.success) return { kind: "made", ...made.data, expiresAt: new Date(made.data.expiresAt) };
    const refused = Refused.safeParse(body);
    return { kind: "refused", message: refused.success ? refused.data.error.message : NO_ANSWER };
  } catch {
    return { kind: "refused", message: NO_ANSWER };
  }
}
