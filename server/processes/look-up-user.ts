import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { UserIds } from "./confine.ts";

/** Rejects, with a sentence for the operator, when this system has no such user, or it is root. */
export async function lookUpUser(name: string): Promise<UserIds> {
  const line = await promisify(execFile)("getent", ["passwd", name]).then(
    ({ stdout }) => stdout,
    () => "",
  );
  const [, , uid, gid] = line.split(":").map(Number);
  if (uid === undefined || gid === undefined || Number.isNaN(uid) || Number.isNaN(gid)) {
    throw new Error(
      `This system has no user "${name}", as whom the lab serves the network. npm start makes it; by hand: useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ${name}`,
    );
  }
  if (uid === 0) throw new Error(`SLIPWAY_USER is ${name}, who is root. Name another.`);
  return { uid, gid };
}
