// @ts-check
import { checksAsRoot } from "./checks-as-root.mjs";
import { checksWithoutRoot } from "./checks-without-root.mjs";

/**
 * @typedef {object} PlannedLab
 * @property {number} maxSandboxes
 * @property {number} port
 * @property {import("./port-state.mjs").PortState} portState
 */

/**
 * Everything that must be true of the machine, in the order in which to mend it.
 * @param {import("./host-check.mjs").HostFacts} host
 * @param {PlannedLab} lab
 * @returns {readonly import("./host-check.mjs").HostCheck[]}
 */
export const checkHost = (host, lab) =>
  host.rootless ? checksWithoutRoot(host, host.rootless, lab) : checksAsRoot(host, lab);
