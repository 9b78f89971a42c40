/** Text, or bytes of which each is a unit. */
type Output = string | Uint8Array;

/** What of a chunk is new to a reader that has all output before `next`. */
export type Taken =
  | { readonly kind: "new"; readonly data: Output; readonly next: number }
  | { readonly kind: "seen" }
  /** Output between `next` and the chunk is missing: ask again from `next`. */
  | { readonly kind: "gap" };

/** `next` and `chunk.seq` count UTF-16 units of all that the terminal has ever printed. */
export function takeNew(next: number, chunk: { readonly seq: number; readonly data: Output }): Taken {
  const end = chunk.seq + chunk.data.length;
  if (end <= next) return { kind: "seen" };
  if (chunk.seq > next) return { kind: "gap" };
  return { kind: "new", data: chunk.data.slice(next - chunk.seq), next: end };
}
