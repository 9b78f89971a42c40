import net from "node:net";

/**
 * Makes this process the only one to hold `name`, a path that is not touched: the lock is an abstract socket (unix(7)),
 * which the kernel gives to one process at a time and takes back when that dies, however it dies. Rejects with a
 * sentence for the operator when another process holds it.
 */
export async function holdLock(name: string, what: string): Promise<{ release(): Promise<void> }> {
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(`\0${name}`, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new Error(`${what} already runs on this machine. Stop it first, or use another SLIPWAY_PREFIX.`, {
      cause: error,
    });
  });
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}
