import { describePattern, quote, quoteList } from "./quote.ts";

/** What is missing or otherwise, without the next step. */
interface NamedMiss {
  readonly name: string;
  readonly found: string;
  readonly expected: string;
}

/** The first environment variable that `owner` (in backticks) lacks, or has with another value. */
export function variableMiss(
  env: readonly string[],
  wanted: Readonly<Record<string, string>>,
  owner: string,
): NamedMiss | undefined {
  const values = Object.fromEntries(
    env.map((each) => {
      const at = each.indexOf("=");
      return at === -1 ? [each, ""] : [each.slice(0, at), each.slice(at + 1)];
    }),
  );
  return namedMiss(values, wanted, `variable`, owner);
}

/** The first label that `owner` (in backticks) lacks, or has with another value. */
export function labelMiss(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  owner: string,
): NamedMiss | undefined {
  return namedMiss(labels, wanted, "label", owner);
}

function namedMiss(
  values: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  what: string,
  owner: string,
): NamedMiss | undefined {
  for (const [name, pattern] of Object.entries(wanted)) {
    const value = Object.hasOwn(values, name) ? (values[name] ?? "") : undefined;
    if (value !== undefined && new RegExp(pattern).test(value)) continue;
    const similar = Object.keys(values).filter((each) => each.toLowerCase() === name.toLowerCase());
    return {
      name,
      found:
        value !== undefined
          ? `The ${what} \`${name}\` is ${quote(value)} in ${owner}.`
          : `${owner} has no ${what} \`${name}\`${similar.length > 0 ? `, but ${quoteList(similar)}` : ""}.`,
      expected: `The ${what} \`${name}\` is ${describePattern(pattern)} in ${owner}.`,
    };
  }
  return undefined;
}
