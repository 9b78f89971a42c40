// @ts-check
import { atLeast } from "./host-check.mjs";

const DEBIAN_MIN = [12];
const UBUNTU_MIN = [24, 4];

/**
 * True when this system's packages are known, so that the set-up can install them.
 * @param {import("./detect-host.mjs").Distribution} distribution
 */
export function installsPackages({ id, version }) {
  if (id === "debian") return version === "" || atLeast(version, DEBIAN_MIN);
  return id === "ubuntu" && atLeast(version, UBUNTU_MIN);
}
