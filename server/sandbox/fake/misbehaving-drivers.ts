import type { Duplex } from "node:stream";
import type { Sandbox, SandboxDriver } from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { createFakeDriver } from "./fake-driver.ts";

/** A machine that is never ready: what a learner waits for in vain. */
export const neverStartingDriver = (): SandboxDriver => ({
  ...createFakeDriver(),
  create: () => new Promise(() => {}),
});

/** A machine that cannot be made. */
export const failingDriver = (): SandboxDriver => ({
  ...createFakeDriver(),
  create: () =>
    Promise.reject(
      new SandboxError({
        code: "sandbox-failed",
        learnerMessage:
          "Your machine did not start: the disk is full. The operator has been told. Try again.",
        detail: "no space left on device",
      }),
    ),
});

/** Makes a machine, but only once the returned `release` is called. */
export function slowDriver(): { driver: SandboxDriver; release: () => void } {
  const inner = createFakeDriver();
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    driver: {
      ...inner,
      async create(spec, onPhase) {
        onPhase?.("machine");
        await promise;
        return inner.create(spec, onPhase);
      },
    },
    release: resolve,
  };
}

/** A machine that dies under the learner's hands as soon as `kill` is called. */
export function dyingDriver(): { driver: SandboxDriver; kill: () => Promise<void> } {
  const inner = createFakeDriver();
  return {
    driver: inner,
    async kill() {
      for (const { id } of await inner.list()) await inner.remove(id);
    },
  };
}

/** Machines whose Docker Engine is there or not: `stop` also cuts the connections to it. */
export function engineStoppingDriver(): { driver: SandboxDriver; stop: () => void; start: () => void } {
  const inner = createFakeDriver();
  const connections = new Set<Duplex>();
  let stopped = false;
  const withEngine = (sandbox: Sandbox): Sandbox => ({
    ...sandbox,
    async connectEngine() {
      if (stopped) {
        throw new SandboxError({
          code: "engine-unreachable",
          learnerMessage: "The Docker Engine of your machine does not answer.",
          detail: "connection refused",
        });
      }
      const connection = await sandbox.connectEngine();
      connections.add(connection);
      return connection;
    },
  });
  return {
    driver: { ...inner, create: async (...args) => withEngine(await inner.create(...args)) },
    stop() {
      stopped = true;
      for (const connection of connections) connection.destroy();
    },
    start() {
      stopped = false;
    },
  };
}

/** Machines that cannot be removed, as long as `stuck` is set: asked of themselves or of the driver. */
export function clingingDriver(): { driver: SandboxDriver; is: { stuck: boolean } } {
  const inner = createFakeDriver();
  const is = { stuck: true };
  const unlessStuck = (removal: () => Promise<void>) =>
    is.stuck ? Promise.reject(new Error("device or resource busy")) : removal();
  const clinging = (sandbox: Sandbox): Sandbox => ({
    ...sandbox,
    destroy: () => unlessStuck(() => sandbox.destroy()),
  });
  return {
    driver: {
      ...inner,
      create: async (...args) => clinging(await inner.create(...args)),
      remove: (id) => unlessStuck(() => inner.remove(id)),
    },
    is,
  };
}

/** Pulls of its machines end when `release` is called; `pulled` names each, with its machine. */
export function slowlyPullingDriver() {
  const pulled: string[] = [];
  const held: (() => void)[] = [];
  const good = createFakeDriver();
  const driver: SandboxDriver = {
    ...good,
    async create(...args) {
      const sandbox = await good.create(...args);
      return {
        ...sandbox,
        async exec(argv, options) {
          if (argv.includes("pull")) {
            pulled.push(`${sandbox.id} ${argv.at(-1)}`);
            await new Promise<void>((resolve) => held.push(resolve));
          }
          return sandbox.exec(argv, options);
        },
      };
    },
  };
  const release = () => {
    for (const resolve of held.splice(0)) resolve();
  };
  return { driver, pulled, release };
}
