import { rmSync } from "node:fs";
import http from "node:http";
import next from "next";
import { z } from "zod";
import { sayAlive } from "../processes/alive.ts";

/**
 * The pages process: Next.js on a unix socket, in a process of its own, since rendering must never delay a key.
 * Ends when its standard input closes.
 */
const { SLIPWAY_PAGES_SOCKET: socketPath } = z
  .object({ SLIPWAY_PAGES_SOCKET: z.string().min(1).max(107) })
  .parse(process.env);

const app = next({ dev: false, dir: process.cwd() });
await app.prepare();
const handle = app.getRequestHandler();
const server = http.createServer((request, response) => {
  handle(request, response).catch(() => response.destroy());
});
rmSync(socketPath, { force: true });
server.listen(socketPath, () => process.stdout.write('{"ready":true}\n'));
sayAlive();

const end = () => process.exit(0);
process.stdin.resume().once("close", end).once("end", end);
process.once("SIGTERM", end);
process.once("SIGINT", end);
