import { readFile } from "node:fs/promises";
import type { UserIds } from "../processes/confine.ts";
import { lookUpUser } from "../processes/look-up-user.ts";
import { hostRights } from "../sandbox/podman/host-rights.mjs";
import { parseIdMap } from "../sandbox/podman/id-map.mjs";

/**
 * As whom the lab serves the network: the system user of this name. Without root there is none, and it is the last id of
 * our user namespace, which no sandbox gets (server/setup/namespace.mjs). Rejects with a sentence for the operator.
 */
export async function serverUser(name: string): Promise<UserIds> {
  if (hostRights().kind !== "rootless") return lookUpUser(name);
  const [uid, gid] = await Promise.all(
    ["uid", "gid"].map(async (kind) => lastId(await readFile(`/proc/self/${kind}_map`, "utf8"))),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

/** The highest id of a user namespace, by its map. */
export function lastId(map: string): number {
  const ends = parseIdMap(map).map(({ inside, count }) => inside + count - 1);
  const last = Math.max(...ends);
  if (!(last > 0)) throw new Error(`invariant: a user namespace of nothing but its root: ${map.trim()}`);
  return last;
}
