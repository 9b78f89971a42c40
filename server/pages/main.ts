import { rmSync } from "node:fs";
import http from "node:http";
import next from "next";
import { z } from "zod";
import { openLearnerRecords } from "../learners/open-learner-records.ts";
import { progressOfReader } from "../learners/progress-of-reader.ts";
import { sayAlive } from "../processes/alive.ts";
import { servePages } from "./serve-pages.ts";

/**
 * The pages process: Next.js on a unix socket, in a process of its own, since rendering must never delay a key.
 * Ends when its standard input closes.
 */
const { SLIPWAY_PAGES_SOCKET: socketPath, SLIPWAY_DEV: development } = z
  .object({ SLIPWAY_PAGES_SOCKET: z.string().min(1).max(107), SLIPWAY_DEV: z.enum(["0", "1"]).default("0") })
  .parse(process.env);

const app = next({ dev: false, dir: process.cwd() });
await app.prepare();
const server = http.createServer(
  servePages({
    handle: app.getRequestHandler(),
    progressOf: progressOfReader(() => openLearnerRecords(process.env)),
    keeps: development === "0",
  }),
);
rmSync(socketPath, { force: true });
server.listen(socketPath, () => process.stdout.write('{"ready":true}\n'));
sayAlive();

const end = () => process.exit(0);
process.stdin.resume().once("close", end).once("end", end);
process.once("SIGTERM", end);
process.once("SIGINT", end);
