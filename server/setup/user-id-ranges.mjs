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
 * How many ids an ordinary user needs for it: besides those of sandboxes one, as whom the network is served. Such a user
 * cannot ask for more later.
 * @param {number} maxSandboxes
 */
export function idsNeededWithoutRoot(maxSandboxes) {
  return IDS_PER_SANDBOX * (maxSandboxes + GOING) + 1;
}

/**
 * How many times the ids of a sandbox there are in ranges of an ordinary user, beside one id for the network. They must
 * lie in one range, and Podman, which takes one after the other, does not look.
 * @param {readonly number[]} counts of ids, by range, in Podman's order
 */
export function wholeSandboxes(counts) {
  const odd = counts.findIndex((count) => count % IDS_PER_SANDBOX !== 0);
  const usable = odd < 0 ? counts : counts.slice(0, odd + 1);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const ids = usable.reduce((sum, count) => sum + count, 0);
  return Math.max(0, Math.floor(Math.min(ids, all - 1) / IDS_PER_SANDBOX));
}

/**
 * For how many sandboxes at a time these are enough: those that are being removed still have theirs.
 * @param {number} whole
 */
export const sandboxesAtATime = (whole) => Math.max(0, whole - GOING);

/**
 * The command by which an administrator gives a user ids for so many sandboxes: the user's ranges that divide into no
 * whole sandboxes are taken back, and a new one is added. `undefined`: the files have no such gap.
 * @param {string} user
 * @param {{ subuid: string, subgid: string }} texts of the files
 * @param {number} maxSandboxes
 */
export function commandToGrant(user, { subuid, subgid }, maxSandboxes) {
  const count = idsNeededWithoutRoot(maxSandboxes);
  const start = freeStart([subuid, subgid], count);
  if (start === undefined) return undefined;
  const options = [
    ...oddRanges(subuid, user).map((range) => `--del-subuids ${range}`),
    ...oddRanges(subgid, user).map((range) => `--del-subgids ${range}`),
    ...["uids", "gids"].map((kind) => `--add-sub${kind} ${start}-${start + count - 1}`),
  ];
  return `usermod ${options.join(" ")} ${user}`;
}

/** @param {string} text @param {string} user */
function oddRanges(text, user) {
  return rangesOf(text, user)
    .filter(({ count }) => count % IDS_PER_SANDBOX !== 0)
    .map(({ start, count }) => `${start}-${start + count - 1}`);
}

/**
 * A user's own ranges, in Podman's order.
 * @param {string} text of the file
 * @param {string} user
 */
export function rangesOf(text, user) {
  return parseRanges(text)
    .filter(({ owner }) => owner === user)
    .sort((a, b) => a.start - b.start);
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
  return rangesOf(text, RANGE_OWNER).reduce((sum, range) => sum + range.count, 0);
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
