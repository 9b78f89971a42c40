import dgram from "node:dgram";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";

/** A service of the host that an attacker is after: it counts who came. */
export interface HostListener {
  readonly port: number;
  visits(): number;
  close(): Promise<void>;
}

export async function hostListener(
  listen: { readonly host: string } | { readonly path: string },
): Promise<HostListener> {
  let visits = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    visits += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.end("hello from the host\n");
  });
  server.listen("path" in listen ? listen : { ...listen, port: 0 });
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "string" ? 0 : (address as AddressInfo).port,
    visits: () => visits,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export async function hostDatagrams(host: string): Promise<HostListener> {
  let visits = 0;
  const socket = dgram.createSocket("udp4").on("message", () => {
    visits += 1;
  });
  socket.bind(0, host);
  await once(socket, "listening");
  return {
    port: socket.address().port,
    visits: () => visits,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
