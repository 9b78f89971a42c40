import { pino } from "pino";
import { readSettings } from "./env.ts";
import { startLab } from "./start-lab.ts";

/** Longest a clean stop may take before the process ends anyway. Milliseconds. */
const STOP_DEADLINE_MS = 10_000;

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

try {
  const settings = readSettings(process.env);
  const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
  const lab = await startLab(settings, log);
  process.stdout.write(`Slipway is ready: ${lab.url}\nOperator: ${lab.operatorUrl}\n`);

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    lab.close().then(() => process.exit(0), fail);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  fail(error);
}
