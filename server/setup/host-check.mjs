// @ts-check

/**
 * One precondition. `stop`: the lab cannot run; `setup`: `npm start` mends it; `warn`: it runs, but not well.
 * @typedef {object} HostCheck
 * @property {string} name
 * @property {"ok" | "setup" | "warn" | "stop"} state
 * @property {string} found
 * @property {string} [todo]
 */

/** @typedef {import("./detect-host.mjs").HostFacts} HostFacts */

export const GB = 1e9;

/** @param {string} name @param {string} found @returns {HostCheck} */
export const ok = (name, found) => ({ name, state: "ok", found });

/**
 * @param {string} name
 * @param {boolean} good
 * @param {string} found
 * @param {Exclude<HostCheck["state"], "ok">} otherwise
 * @param {string} todo
 * @returns {HostCheck}
 */
export const check = (name, good, found, otherwise, todo) =>
  good ? ok(name, found) : { name, state: otherwise, found, todo };

/** @param {number} bytes */
export const gigabytes = (bytes) => `${(bytes / GB).toFixed(1)} GB`;

/**
 * The first numbers of a version against a least one.
 * @param {string} version
 * @param {readonly number[]} least
 */
export function atLeast(version, least) {
  const numbers = version.split(/[^0-9]+/).map(Number);
  for (const [index, want] of least.entries()) {
    const have = numbers[index] ?? 0;
    if (have !== want) return have > want;
  }
  return true;
}
