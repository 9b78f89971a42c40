/** A stretch of text that was looked for, or was not. */
export interface Stretch {
  readonly text: string;
  readonly hit: boolean;
}

const EXCERPT_CHARS = 150;
const BEFORE_CHARS = 40;

/** Where words begin that start with one of the terms, as offsets [start, end). */
function hits(text: string, terms: readonly string[]): readonly (readonly [number, number])[] {
  if (terms.length === 0) return [];
  const words = terms
    .map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "giu");
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length] as const);
}

/** The whole text, with what was looked for told apart. */
export function highlighted(text: string, terms: readonly string[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let done = 0;
  for (const [start, end] of hits(text, terms)) {
    if (start > done) stretches.push({ text: text.slice(done, start), hit: false });
    stretches.push({ text: text.slice(start, end), hit: true });
    done = end;
  }
  if (done < text.length) stretches.push({ text: text.slice(done), hit: false });
  return stretches;
}

/**
 * The piece of a text that holds the phrase, or else the most different terms; cut between words, with dots where it
 * was cut.
 */
export function excerpt(text: string, terms: readonly string[], phrase = ""): readonly Stretch[] {
  const found = hits(text, terms);
  const different = (from: number) =>
    new Set(
      found
        .filter(([start, end]) => start >= from && end <= from + EXCERPT_CHARS - BEFORE_CHARS)
        .map(([start, end]) => text.slice(start, end).toLowerCase()),
    ).size;
  const best = found.reduce(
    (kept, [start]) => (different(start) > kept.count ? { start, count: different(start) } : kept),
    { start: 0, count: 0 },
  );
  const literal = phrase.trim() === "" ? -1 : text.toLowerCase().indexOf(phrase.trim().toLowerCase());
  const start = literal === -1 ? best.start : literal;
  const from = wordStart(text, Math.max(0, start - BEFORE_CHARS));
  const to = wordEnd(text, from + EXCERPT_CHARS);
  return [
    ...(from > 0 ? [{ text: "… ", hit: false }] : []),
    ...highlighted(text.slice(from, to).trim(), terms),
    ...(to < text.length ? [{ text: " …", hit: false }] : []),
  ];
}

function wordStart(text: string, at: number): number {
  return at === 0 ? 0 : text.indexOf(" ", at - 1) + 1;
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const space = text.lastIndexOf(" ", at);
  return space === -1 ? at : space;
}
