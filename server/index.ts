import { pino } from "pino";
import { readSettings } from "./env.ts";
import { startHost } from "./host/start-host.ts";

/** Longest a clean stop may take before the process ends anyway. Milliseconds. */
const STOP_DEADLINE_MS = 20_000;

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** The sandbox host: has what belongs to sandboxes, and runs the processes that serve the network without privileges. */
try {
  const settings = readSettings(process.env);
  const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
  const host = await startHost(settings, log, (url) =>
    process.stdout.write(`Slipway is ready again: ${url}\n`),
  );
  process.stdout.write(`Slipway is ready: ${host.url}\nOperator: ${host.operatorUrl}\n`);

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    host.close().then(() => process.exit(0), fail);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  fail(error);
}
