// @ts-check
// Plain JavaScript: the set-up reads such maps too, before anything is installed.

/**
 * The ranges of a user namespace's ids (user_namespaces(7)).
 * @param {string} map text of `/proc/PID/uid_map` or `gid_map`
 * @returns {{ inside: number, outside: number, count: number }[]} first id inside, first outside, how many
 */
export function parseIdMap(map) {
  return map
    .trim()
    .split("\n")
    .map((line) => {
      const [inside = Number.NaN, outside = Number.NaN, count = 0] = line.trim().split(/\s+/).map(Number);
      return { inside, outside, count };
    });
}
