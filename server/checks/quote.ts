/** Long enough for a path or a command line, short enough for a sentence. */
const MAX_QUOTED = 80;
/** A terminal's colours and cursor moves, which a log line may carry. */
const ESCAPE_SEQUENCE = /\p{Cc}\[[0-9;?]*[A-Za-z]/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** One line of text that came out of a sandbox: nothing invisible in it, bounded. */
export function oneLine(text: string, max: number): string {
  const line = text
    .slice(0, max * 8)
    .replace(ESCAPE_SEQUENCE, "")
    .replace(INVISIBLE, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= max ? line : `${line.slice(0, max - 1).trimEnd()}…`;
}

/** Text that came out of a sandbox, as `code` in a sentence. */
export function quote(text: string, max = MAX_QUOTED): string {
  const line = oneLine(text, max).replaceAll("`", "'");
  return line === "" ? "(nothing)" : `\`${line}\``;
}

/** `a`, `b` and 3 more. */
export function quoteList(texts: readonly string[], shown = 3): string {
  const named = texts.slice(0, shown).map((text) => quote(text));
  const more = texts.length - named.length;
  if (more > 0) return `${named.join(", ")} and ${more} more`;
  return named.length > 1 ? `${named.slice(0, -1).join(", ")} and ${named.at(-1)}` : (named[0] ?? "nothing");
}

/** The text that a pattern stands for when it is nothing but text, perhaps anchored; else `undefined`. */
export function literalOf(pattern: string): string | undefined {
  const bare = pattern.replace(/^\^/, "").replace(/\/\?\$$|\$$/, "");
  if (/(?<!\\)[[\](){}*+?|^$.]|\\[A-Za-z0-9]/.test(bare)) return undefined;
  return bare.replace(/\\(.)/g, "$1");
}

/** What a pattern looks for, for a sentence: the text in backticks where it is one, else the pattern. */
export function describePattern(pattern: string): string {
  const literal = literalOf(pattern);
  return literal === undefined ? `what matches ${quote(pattern)}` : quote(literal);
}
