import type { TaskId } from "../protocol/ids.ts";

type Passes = ReadonlyMap<TaskId, Date>;

/**
 * A learner's passes as they were last read: a store that cannot be read at this moment keeps nobody from their machine,
 * and takes back no tick. What is passed a second time for that changes nothing. `onFault` hears of each outage once.
 */
export function knownPasses(
  read: () => Promise<Passes>,
  onFault: (error: unknown) => void,
): () => Promise<Passes> {
  let known: Passes = new Map();
  let isOut = false;
  return async () => {
    try {
      known = await read();
      isOut = false;
    } catch (error) {
      if (!isOut) onFault(error);
      isOut = true;
    }
    return known;
  };
}
