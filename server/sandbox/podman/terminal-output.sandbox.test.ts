import { afterAll, expect, it } from "vitest";
import { realSandboxes } from "../../testing/real-sandboxes.ts";

const LINES = 100_000;
/** A line alone has 80 bytes. Each piece costs keeper and server a wake-up. */
const LEAST_ON_AVERAGE = 4 * 1024;

const lab = await realSandboxes("output");
afterAll(lab.cleanUp);

it("gathers what a busy program prints line by line into large pieces", async () => {
  const sandbox = await lab.driver.create({ owner: "one" });
  const terminal = await sandbox.openTerminal({ cols: 120, rows: 40 });
  let chars = 0;
  let pieces = 0;
  let tail = "";
  const over = new Promise<void>((resolve) => {
    terminal.onData((data, end) => {
      terminal.acknowledge(end);
      chars += data.length;
      pieces += 1;
      tail = (tail + data).slice(-200);
      if (tail.includes("all-1-printed")) resolve();
    });
  });
  // Line by line, as base64 prints to a terminal.
  terminal.write(`head -c ${LINES * 57} /dev/zero | base64; echo all-$((0+1))-printed\r`);
  await over;
  expect(chars).toBeGreaterThan(LINES * 76);
  expect(chars / pieces).toBeGreaterThan(LEAST_ON_AVERAGE);
});
