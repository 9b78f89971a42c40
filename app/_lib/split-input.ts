const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** Cuts a text into pieces of at most `max` UTF-16 units, in order, never between the halves of a character. */
export function splitInput(text: string, max: number): readonly string[] {
  if (max < 2) throw new Error("invariant: a character may need two units");
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + max, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
