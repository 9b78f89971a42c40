// @ts-check
import { existsSync } from "node:fs";

const UNIT = "/etc/systemd/system/docker-registry.service";
const POLICY = "/usr/sbin/policy-rc.d";
/** What packages ask before they start a service (policy-rc.d): 101 forbids it. */
const POLICY_SCRIPT = '#!/bin/sh\\n[ "$1" = docker-registry ] && exit 101\\nexit 0\\n';

/**
 * Installs without letting the package start its own registry, now or at boot, where it would take port 5000: the
 * lab runs the program by itself. Only for a machine that did not have the package before.
 * @param {import("../privileges.mjs").Privileges} root
 * @param {() => Promise<void>} install
 */
export async function withoutRegistryService(root, install) {
  if (existsSync("/run/systemd/system")) {
    if (!existsSync(UNIT)) await root.run(["ln", "--symbolic", "/dev/null", UNIT]);
    return install();
  }
  if (existsSync(POLICY)) return install();
  await root.run(["sh", "-c", `printf '${POLICY_SCRIPT}' >${POLICY} && chmod 755 ${POLICY}`]);
  try {
    await install();
    await root.run(["update-rc.d", "docker-registry", "disable"]);
  } finally {
    await root.run(["rm", "--force", POLICY]);
  }
}
