import { randomBytes } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { type Duplex, pipeline } from "node:stream";

/**
 * The stream as a socket that can be passed to another process. What is a socket already stays itself, and costs nothing
 * from then on. Any other stream goes through a pair of sockets, of which this process keeps one and carries the bytes.
 */
export async function passable(stream: Duplex, folder: string): Promise<net.Socket> {
  if (stream instanceof net.Socket) return stream;
  const server = net.createServer();
  const file = path.join(folder, `relay-${randomBytes(8).toString("hex")}.sock`);
  server.listen(file);
  await once(server, "listening");
  try {
    const far = net.connect(file);
    // Not a byte may be read here of what is the other process's.
    far.pause();
    const [[near]] = await Promise.all([
      once(server, "connection") as Promise<[net.Socket]>,
      once(far, "connect"),
    ]);
    // Either end that closes takes the other along: whoever holds the far one sees it.
    pipeline(near, stream, near, () => {
      near.destroy();
      stream.destroy();
    });
    return far;
  } finally {
    // Its file goes with it.
    server.close();
  }
}
