import path from "node:path";
import { z } from "zod";
import { sayAlive } from "../processes/alive.ts";
import { startMirror } from "./start-mirror.ts";

const Settings = z.object({
  SLIPWAY_DATA: z.string().min(1).describe("folder that holds the images"),
  SLIPWAY_MIRROR_RUN: z.string().min(1).describe("folder of the socket that sandboxes see"),
  SLIPWAY_HUB: z.url().optional().describe("registry to pull through; absent = only images built here"),
});

function fail(error: unknown): never {
  process.stderr.write(`mirror: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

try {
  const parsed = Settings.safeParse(process.env);
  if (!parsed.success) throw new Error(`These settings cannot be used:\n${z.prettifyError(parsed.error)}`);
  const runDir = path.resolve(parsed.data.SLIPWAY_MIRROR_RUN);
  const mirror = await startMirror({
    dataDir: path.resolve(parsed.data.SLIPWAY_DATA),
    runDir,
    // Beside the folder that sandboxes see, never inside it.
    privateDir: `${runDir}-private`,
    hub: parsed.data.SLIPWAY_HUB,
    onError: (message) => process.stderr.write(`mirror: ${message}\n`),
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    mirror.close().then(() => process.exit(0), fail);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // The server that started us is gone when our standard input ends.
  process.stdin.once("end", stop).once("error", stop).resume();
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
  sayAlive();
} catch (error) {
  fail(error);
}
