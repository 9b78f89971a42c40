import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { TerminalSize } from "../protocol/payloads.ts";
import type { CreatePhase, Sandbox, SandboxDriver, SandboxId, SandboxSpec } from "./driver.ts";
import { openPodmanTerminal } from "./podman/podman-terminal.ts";
import { sandboxGone } from "./sandbox-error.ts";

/**
 * A sandbox in plain data and byte streams alone, so that it can be had through another process. Of a terminal it has
 * the stream to the shell's keeper (podman/guest-frames.ts), over which nothing has been said yet.
 */
export interface StreamedSandbox extends Omit<Sandbox, "openTerminal" | "attachTerminal"> {
  openShell(size: TerminalSize, name: string): Promise<Duplex>;
  /** `undefined`: there is no such shell any more. */
  reachShell(name: string): Promise<Duplex | undefined>;
}

/** A driver of such sandboxes. In all else it is as `SandboxDriver` says. */
export interface StreamedDriver extends Omit<SandboxDriver, "create" | "resume"> {
  create(spec: SandboxSpec, onPhase?: (phase: CreatePhase) => void): Promise<StreamedSandbox>;
  resume(id: SandboxId): Promise<StreamedSandbox | undefined>;
}

/** After a keeper's connection was lost: how long its sandbox may take to be known as dead. Milliseconds. */
const SETTLE_MS = 1_000;
const SETTLE_LOOK_MS = 50;

/** The driver as sessions know it: makes terminals of the streams. */
export function withTerminals(driver: StreamedDriver): SandboxDriver {
  return {
    create: async (spec, onPhase) => sandboxWithTerminals(await driver.create(spec, onPhase)),
    async resume(id) {
      const sandbox = await driver.resume(id);
      return sandbox && sandboxWithTerminals(sandbox);
    },
    prepare: (images) => driver.prepare(images),
    list: () => driver.list(),
    remove: (id) => driver.remove(id),
    close: () => driver.close(),
  };
}

/** The same for one sandbox. */
export function sandboxWithTerminals(sandbox: StreamedSandbox): Sandbox {
  const { openShell, reachShell, ...rest } = sandbox;

  /** A death is known a moment after the dead one's connections close. Never rejects. */
  async function settled(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS;
    for (; performance.now() < deadline; await delay(SETTLE_LOOK_MS)) {
      if ((await sandbox.status().catch(() => "running")) !== "running") return;
    }
  }

  return {
    ...rest,
    async openTerminal(size, name = randomBytes(6).toString("hex")) {
      const stream = await openShell(size, name);
      return openPodmanTerminal(name, stream, 0, settled).catch(async (error) => {
        const status = await sandbox.status();
        throw status === "gone" || status === "exited" ? sandboxGone(sandbox.id, error) : error;
      });
    },
    async attachTerminal(name, from) {
      const stream = await reachShell(name);
      return stream && openPodmanTerminal(name, stream, from, settled).catch(() => undefined);
    },
  };
}
