import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { stop, untilLine } from "../server/bench/lab-under-test.ts";

const PORT = Number(process.env.E2E_PORT ?? 3198) + 2;
const PREFIX = `${process.env.SLIPWAY_PREFIX ?? "slipway-test"}-a`;

export interface OwnLab {
  readonly url: string;
  /** A copy of the course, which the test may change. */
  readonly lessonsDir: string;
  stop(): Promise<void>;
}

/** A lab of a test's own over a copy of the lessons. `change` may spoil the copy before the lab starts. */
export async function startOwnLab(
  env: Readonly<Record<string, string>>,
  change: (lessonsDir: string) => Promise<void> = async () => undefined,
): Promise<OwnLab> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-own-"));
  const lessonsDir = path.join(folder, "lessons");
  const dataDir = path.join(folder, "data");
  await cp("lessons", lessonsDir, { recursive: true });
  await change(lessonsDir);
  const mirror = path.resolve(process.env.SLIPWAY_DATA ?? "data/test", "mirror");
  await cp(mirror, path.join(dataDir, "mirror"), { recursive: true });
  const child = spawn(process.execPath, ["server/testing/short-lived-lab.ts"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      RUNNER_PID: String(process.pid),
      PORT: String(PORT),
      SLIPWAY_DATA: dataDir,
      SLIPWAY_LESSONS: lessonsDir,
      SLIPWAY_PREFIX: PREFIX,
      SLIPWAY_NEXT_DIR: process.env.SLIPWAY_NEXT_DIR ?? ".next-test",
      LOG_LEVEL: "silent",
      ...env,
    },
  });
  await untilLine(child, "Slipway is ready:");
  return {
    url: `http://127.0.0.1:${PORT}`,
    lessonsDir,
    async stop() {
      await stop(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
