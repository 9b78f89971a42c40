import { rmSync } from "node:fs";
import http from "node:http";
import next from "next";
import { z } from "zod";
import { openLearnerRecords } from "../learners/open-learner-records.ts";
import { progressOfReader } from "../learners/progress-of-reader.ts";
import { loadCourse } from "../lessons/load-course.ts";
import { sayAlive } from "../processes/alive.ts";
import { drawAhead } from "./draw-ahead.ts";
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
const keeps = development === "0";
const pages = servePages({
  handle: app.getRequestHandler(),
  progressOf: progressOfReader(() => openLearnerRecords(process.env)),
  keeps,
});
const server = http.createServer(pages);
rmSync(socketPath, { force: true });
server.listen(socketPath, () => process.stdout.write('{"ready":true}\n'));
if (keeps) void drawCourseAhead();
sayAlive();

const end = () => process.exit(0);
process.stdin.resume().once("close", end).once("end", end);
process.once("SIGTERM", end);
process.once("SIGINT", end);

/** With a course that cannot be read there is nothing to draw; the pages themselves say so. */
async function drawCourseAhead(): Promise<void> {
  const course = await loadCourse(process.env.SLIPWAY_LESSONS).catch(() => undefined);
  await drawAhead(pages, course?.tracks.flatMap(({ lessons }) => lessons) ?? []);
}
