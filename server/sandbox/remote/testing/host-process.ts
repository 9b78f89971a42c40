import net from "node:net";
import os from "node:os";
import { podmanSettings } from "../../../podman-settings.ts";
import { createFakeDriver } from "../../fake/fake-driver.ts";
import { overStreams } from "../../fake/over-streams.ts";
import { createStreamedPodmanDriver, isSandboxName } from "../../podman/podman-driver.ts";
import { hostLink } from "../process-link.ts";
import { serveDriver } from "../serve-driver.ts";

/**
 * Has sandboxes for the process that started it: real ones of the prefix that is its argument, or fake ones. Lines go
 * over descriptor 3. What it refuses it prints.
 */
const [prefix] = process.argv.slice(2);
const LIMITS = { memoryMb: 512, cpus: 1, processes: 512 };

function refused(why: string): void {
  process.stdout.write(`${why}\n`);
}

const driver =
  prefix === undefined
    ? overStreams(createFakeDriver())
    : await createStreamedPodmanDriver(podmanSettings(prefix, LIMITS));
serveDriver({
  driver,
  link: hostLink(process, new net.Socket({ fd: 3 }), refused),
  isOurs: (id) => (prefix === undefined ? /^fake-\d+$/.test(id) : isSandboxName(prefix, id)),
  relayDir: os.tmpdir(),
  onRefused: refused,
});
process.once("disconnect", () => process.exit());
