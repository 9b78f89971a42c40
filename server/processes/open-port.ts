import net from "node:net";
import { getSystemErrorName } from "node:util";

/** A port that is held and not listened on: to be given to a child, which listens. Opaque; fit for `stdio`. */
export type HeldPort = object;

interface PortHandle {
  close(): void;
}

/**
 * Takes a port for a child that may not, or has no network of its own. It stays ours when the child dies: whoever connects
 * then waits for the next child instead of being refused. `host` is an address, or the name `localhost`.
 */
export function openPort(host: string, port: number): { handle: HeldPort; close(): void } {
  const address = host === "localhost" ? "127.0.0.1" : host;
  const family = net.isIP(address);
  if (family === 0) throw new Error(`HOST is ${host}. Give an address, e.g. 127.0.0.1 or 0.0.0.0.`);
  // Node has no public way to a socket that is bound and not listened on; its own node:cluster goes this one.
  const { _createServerHandle: bind } = net as unknown as {
    _createServerHandle(address: string, port: number, family: number): PortHandle | number;
  };
  const handle = bind(address, port, family);
  if (typeof handle === "number") {
    throw new Error(`Port ${port} of ${host} cannot be had: ${getSystemErrorName(handle)}.`);
  }
  return { handle, close: () => handle.close() };
}
