import type { Line } from "./line.ts";

const FLOOD_BYTES = 50_000_000;
/** A flood is under way once it has printed this much. UTF-16 units. */
const UNDER_WAY_CHARS = 1_000_000;

/** MB/s (10^6 UTF-16 units, here bytes) of plain text, from the command to its last line. */
export async function throughput(line: Line): Promise<number> {
  let received = 0;
  const counting = line.onOutput((data) => {
    received += data.length;
  });
  const ended = line.until((text) => text.includes("flood-over-1"));
  const start = performance.now();
  line.type(`\x15head -c ${FLOOD_BYTES * 0.75} /dev/zero | base64; echo flood-over-$((0+1))\r`);
  const at = await ended;
  counting.dispose();
  return received / 1_000 / (at - start);
}

/** A `yes` that floods the terminal. Ends it by Ctrl-C: milliseconds from there to the prompt. */
export async function startFlood(line: Line): Promise<{ interrupt(): Promise<number> }> {
  let seen = 0;
  const underWay = new Promise<void>((resolve) => {
    const watching = line.onOutput((data) => {
      seen += data.length;
      if (seen < UNDER_WAY_CHARS) return;
      watching.dispose();
      resolve();
    });
  });
  line.type("\x15yes\r");
  await underWay;
  return {
    async interrupt() {
      const prompt = line.until((text) => text.includes("$ "));
      const start = performance.now();
      line.type("\x03");
      return (await prompt) - start;
    },
  };
}
