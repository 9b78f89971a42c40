import { pino } from "pino";
import { z } from "zod";
import { readSettings } from "../env.ts";
import { PORT_FD } from "../host/server-seam.ts";
import { sayAlive } from "../processes/alive.ts";
import { startLab } from "../start-lab.ts";
import { connectHost } from "./host-connection.ts";

/**
 * The server: what faces the network, in a process of its own without privileges. The sandbox host starts it, gives it
 * the public port and answers for sandboxes. Ends when its standard input closes.
 */
try {
  const settings = readSettings(process.env);
  const { SLIPWAY_PAGES_SOCKET } = z.object({ SLIPWAY_PAGES_SOCKET: z.string().min(1) }).parse(process.env);
  const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
  const { driver, parts } = await connectHost();
  const lab = await startLab(settings, log, {
    driver,
    parts,
    pagesSocket: SLIPWAY_PAGES_SOCKET,
    listenOn: { fd: PORT_FD },
  });
  process.stdin.resume().once("close", () => lab.close().then(() => process.exit(0), fail));
  process.stdout.write(`${JSON.stringify({ ready: true, port: lab.port })}\n`);
  sayAlive();
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  process.stderr.write(`server: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
