import { countTraces, openFiles, tracesOf } from "../testing/host-traces.ts";
import { realSandboxes } from "../testing/real-sandboxes.ts";
import { makeUseDestroy } from "../testing/sandbox-cycle.ts";

const CYCLES = 200;
const SAID_EVERY = 20;

/**
 * What is left on the host of machines that were made, used and destroyed, by kind: everything that bears a name, id,
 * volume or layer of theirs. Sandboxes of others on the same host do not count..
 */
export async function benchLeaks(say: (line: string) => void): Promise<Record<string, unknown>> {
  const lab = await realSandboxes("bench-leaks");
  try {
    const marks = [`${lab.prefix}-`];
    // The first use of anything opens what stays open.
    marks.push(...(await makeUseDestroy(lab.driver, 0)));
    const filesBefore = await openFiles();
    const begun = performance.now();
    for (let cycle = 1; cycle <= CYCLES; cycle++) {
      marks.push(...(await makeUseDestroy(lab.driver, cycle)));
      if (cycle % SAID_EVERY === 0) say(`cycle ${cycle} of ${CYCLES}`);
    }
    const seconds = (performance.now() - begun) / 1000;
    const left = await tracesOf(marks, lab);
    for (const [kind, traces] of Object.entries(left)) {
      for (const trace of traces) say(`left, ${kind}: ${trace}`);
    }
    const filesAfter = await openFiles();
    return {
      cycles: CYCLES,
      marks: marks.length,
      seconds_per_cycle: Math.round((seconds / CYCLES) * 100) / 100,
      left: countTraces(left),
      open_files_before: filesBefore,
      open_files_after: filesAfter,
    };
  } finally {
    await lab.cleanUp();
  }
}
