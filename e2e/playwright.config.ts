import path from "node:path";
import { defineConfig } from "@playwright/test";

const port = Number(process.env.E2E_PORT ?? 3198);

/** Debian's Chromium, without what would look for the internet at its start. */
const chromium = {
  executablePath: path.join(import.meta.dirname, "testing/chromium.sh"),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export default defineConfig({
  testDir: ".",
  outputDir: "./results",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // A browser takes most of what two cores have: of two side by side one is late, and machines wait for both.
  workers: 1,
  // What has a second on a quiet machine can be late once on a busy one.
  retries: 1,
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: chromium,
    permissions: ["clipboard-read", "clipboard-write"],
    // Made for every test, it would be two fifths of all that the browser tests take of the processor.
    trace: "on-first-retry",
  },
  webServer: {
    command: `"${process.execPath}" server/testing/short-lived-lab.ts`,
    cwd: "..",
    url: `http://127.0.0.1:${port}/api/health`,
    timeout: 60_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    stdout: "ignore",
    stderr: "pipe",
    env: {
      NODE_ENV: "production",
      RUNNER_PID: String(process.pid),
      PORT: String(port),
      SLIPWAY_DATA: process.env.SLIPWAY_DATA ?? "data/test",
      SLIPWAY_PREFIX: process.env.SLIPWAY_PREFIX ?? "slipway-test",
      SLIPWAY_NEXT_DIR: process.env.SLIPWAY_NEXT_DIR ?? ".next-test",
      // Every test is a learner of its own, whose machine is kept for an hour.
      SLIPWAY_MAX_SANDBOXES: "100",
      // Those that are left take no processor from the others.
      SLIPWAY_FREEZE_MINUTES: "1",
      LOG_LEVEL: "warn",
    },
  },
});
