// @ts-check

/** Ids of one sandbox's user namespace. */
export const IDS_PER_SANDBOX = 65_536;
/** Fewer sandboxes than this are not worth a second change of the file later. */
const MIN_SANDBOXES = 100;
/** Those that are still being removed while others take their places. */
const GOING = 10;
/** Where new ranges start at the earliest: above those that `useradd` gives to people. */
const FIRST_ID = 1_000_000;
/** The highest id that Linux has, less one that means "none" (credentials(7)). */
const LAST_ID = 4_294_967_294;

/** The user whose ranges `podman --userns=auto` takes (containers-storage.conf(5)). */
export const RANGE_OWNER = "containers";

/**
 * How many ids the lab needs.
 * @param {number} maxSandboxes
 */
export function idsNeeded(maxSandboxes) {
  return IDS_PER_SANDBOX * Math.max(MIN_SANDBOXES, maxSandboxes + GOING);
}

/**
 * The lines of /etc/subuid or /etc/subgid (subuid(5)); what is no range is left out.
 * @param {string} text
 */
export function parseRanges(text) {
  return text.split("\n").flatMap((line) => {
    const [, owner = "", start, count] = /^([^:#]+):(\d+):(\d+)\s*$/.exec(line) ?? [];
    return start === undefined ? [] : [{ owner, start: Number(start), count: Number(count) }];
  });
}

/**
 * How many ids the user `containers` has.
 * @param {string} text of the file
 */
export function idsGranted(text) {
  const own = parseRanges(text).filter((range) => range.owner === RANGE_OWNER);
  return own.reduce((sum, range) => sum + range.count, 0);
}

/**
 * The first id of a gap of `count` ids that nobody has, in any of the given files: subordinate uids and gids are
 * kept alike. `undefined`: there is none.
 * @param {readonly string[]} texts
 * @param {number} count
 */
export function freeStart(texts, count) {
  const taken = texts.flatMap(parseRanges).sort((a, b) => a.start - b.start);
  let start = FIRST_ID;
  for (const range of taken) {
    if (range.start - start >= count) break;
    start = Math.max(start, range.start + range.count);
  }
  return start + count - 1 <= LAST_ID ? start : undefined;
}

/**
 * What to append to a file so that it has one more range; the lines that are there stay as they are.
 * @param {string} text of the file now
 * @param {number} start
 * @param {number} count
 */
export function rangeToAppend(text, start, count) {
  const lineBreak = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${lineBreak}${RANGE_OWNER}:${start}:${count}\n`;
}
