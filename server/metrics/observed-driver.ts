import type { Sandbox, SandboxDriver, SandboxId, Terminal } from "../sandbox/driver.ts";

export interface DriverObserver {
  created(result: "made" | "failed", milliseconds: number): void;
  printed(bytes: number): void;
}

/** Sandboxes that this server holds as objects: made by it, or taken up from one before it. */
export interface HeldSandboxes {
  readonly all: () => readonly Sandbox[];
  readonly count: () => { readonly running: number; readonly frozen: number };
}

/** The same driver, watched: what it makes, how long that takes, and how much its terminals print. */
export function observedDriver(
  driver: SandboxDriver,
  observer: DriverObserver,
): { driver: SandboxDriver; held: HeldSandboxes } {
  const held = new Map<SandboxId, Sandbox>();
  const frozen = new Set<SandboxId>();
  const forget = (id: SandboxId) => {
    held.delete(id);
    frozen.delete(id);
  };

  function watchedTerminal(terminal: Terminal): Terminal {
    let counted = terminal.firstByte;
    return {
      ...terminal,
      onData: (listener) =>
        terminal.onData((data, end) => {
          if (end > counted) {
            observer.printed(end - counted);
            counted = end;
          }
          listener(data, end);
        }),
    };
  }

  function watched(sandbox: Sandbox): Sandbox {
    const { id } = sandbox;
    held.set(id, sandbox);
    return {
      ...sandbox,
      openTerminal: async (...args) => watchedTerminal(await sandbox.openTerminal(...args)),
      async attachTerminal(...args) {
        const terminal = await sandbox.attachTerminal(...args);
        return terminal && watchedTerminal(terminal);
      },
      async freeze() {
        await sandbox.freeze();
        if (held.has(id)) frozen.add(id);
      },
      async thaw() {
        await sandbox.thaw();
        frozen.delete(id);
      },
      async destroy() {
        await sandbox.destroy();
        forget(id);
      },
    };
  }

  return {
    driver: {
      async create(...args) {
        const begun = performance.now();
        try {
          const sandbox = await driver.create(...args);
          observer.created("made", performance.now() - begun);
          return watched(sandbox);
        } catch (error) {
          observer.created("failed", performance.now() - begun);
          throw error;
        }
      },
      async resume(id) {
        const sandbox = await driver.resume(id);
        if (sandbox === undefined) return undefined;
        if ((await sandbox.status()) === "frozen") frozen.add(id);
        return watched(sandbox);
      },
      prepare: (images) => driver.prepare(images),
      list: () => driver.list(),
      async remove(id) {
        await driver.remove(id);
        forget(id);
      },
      close: () => driver.close(),
    },
    held: {
      all: () => [...held.values()],
      count: () => ({ running: held.size - frozen.size, frozen: frozen.size }),
    },
  };
}
