import { rm } from "node:fs/promises";
import net from "node:net";

/**
 * Makes this process the only one to hold `socketPath`; the kernel lets go of it when we die, however we die.
 * Rejects with a sentence for the operator when another process holds it.
 */
export async function holdLock(socketPath: string, what: string): Promise<{ release(): Promise<void> }> {
  const held = await new Promise<boolean>((resolve) => {
    const probe = net.connect(socketPath);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
  if (held)
    throw new Error(`${what} already runs on this machine. Stop it first, or use another SLIPWAY_PREFIX.`);
  await rm(socketPath, { force: true });
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}
