import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { podmanSettings } from "../podman-settings.ts";
import type { SandboxId } from "../sandbox/driver.ts";
import { boundedProgram } from "../sandbox/podman/capabilities.ts";
import { createArguments } from "../sandbox/podman/create-arguments.ts";
import { closeDevices } from "../sandbox/podman/devices.ts";
import { detectHost } from "../sandbox/podman/host.ts";
import { podman, podmanCommand } from "../sandbox/podman/podman-cli.ts";
import { createPodmanSandbox } from "../sandbox/podman/podman-sandbox.ts";
import { diskPlaceOf } from "../sandbox/podman/sandbox-disk.ts";
import { limitSocketMemory } from "../sandbox/podman/socket-memory.ts";
import { sandboxWithTerminals } from "../sandbox/streamed-driver.ts";
import { hostShell, rootOf, type SandboxPlace } from "./shell-place.ts";

/** `boot`: what the first process's own words (guest/rootfs/usr/lib/slipway/boot) do; the others lack that too. */
export type Protection = "seccomp" | "capabilities" | "devices" | "boot" | "socket-memory";

const TEST_LIMITS = { memoryMb: 256, cpus: 1, processes: 128 };
/** What stands before the first process's own words. */
const BOUND = boundedProgram().length;

/**
 * A container made as the driver makes a sandbox, but for one protection, and with nothing running in it: a control for
 * attempts. No setting leads here; it takes the driver's own arguments apart. Whoever made `prefix`'s driver removes it.
 */
export async function sandboxWithout(protection: Protection, prefix: string): Promise<SandboxPlace> {
  const { image, runDir, mirrorDir, disksDir } = podmanSettings(prefix, TEST_LIMITS);
  const id = `${prefix}-${randomBytes(6).toString("hex")}` as SandboxId;
  const facts = {
    id,
    owner: "attempts",
    prefix,
    image,
    limits: TEST_LIMITS,
    runDir: path.join(runDir, id),
    mirrorDir,
    seccompProfile: path.join(runDir, "seccomp.json"),
    engineFolder: undefined,
  };
  await mkdir(facts.runDir, { recursive: true });
  const host = await detectHost();
  const argv = createArguments(facts, host);
  const imageAt = argv.indexOf(image);
  const filter = `seccomp=${facts.seccompProfile}`;
  const options = argv
    .slice(0, imageAt + 1)
    .map((word) => (protection === "seccomp" && word === filter ? "seccomp=unconfined" : word));
  const command = argv.slice(imageAt + 1, -1);
  const first = protection === "capabilities" ? command.slice(BOUND) : command;
  const containerId = (await podman([...options, ...first, "/usr/bin/sleep", "infinity"])).trim();
  await podman(["start", id], { cwd: runDir });
  if (protection === "capabilities") return { id, ...hostShell(...podmanCommand("exec", "--user=root", id)) };
  const pid = Number(await podman(["container", "inspect", "--format", "{{.State.Pid}}", id]));
  if (protection !== "devices") await closeDevices(pid);
  if (protection !== "socket-memory") await limitSocketMemory(pid);
  const ids = { uid: 1000, gid: 1000, dockerGid: 1000 };
  const sandbox = createPodmanSandbox(
    { ...facts, containerId, pid, disk: diskPlaceOf(disksDir, id), specDir: runDir, ids, reading: "at-once" },
    host,
  );
  return rootOf(sandboxWithTerminals(sandbox));
}
