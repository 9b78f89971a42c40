import { benchIdle } from "./idle-sandboxes.ts";
import { benchReady } from "./ready-sandboxes.ts";

/**
 * How soon a learner has a machine, through a whole lab, with machines that wait and without; and how many machines
 * that nobody works on fit. `most`: until there is no room; otherwise for a bounded time.
 */
export async function benchSandbox(
  say: (line: string) => void,
  { most = false }: { most?: boolean },
): Promise<Record<string, unknown>> {
  const ready = await benchReady(say);
  return { ...ready, ...(await benchIdle(say, most)) };
}
