import { statfs } from "node:fs/promises";
import { SandboxError } from "../sandbox-error.ts";

/** Room that must be left before another machine is made: a lesson's images and a learner's files. Bytes. */
export const MIN_FREE_BYTES = 2_000_000_000;

/** Rejects with `no-capacity` when the file system of `folder` is nearly full. */
export async function ensureDiskSpace(folder: string, minFreeBytes = MIN_FREE_BYTES): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= minFreeBytes) return;
  throw new SandboxError({
    code: "no-capacity",
    learnerMessage:
      "No machine can be made: the disk of this lab is almost full. The operator has to make room; your progress is kept.",
    detail: `${folder}: ${Math.round(free / 1_000_000)} MB free, ${Math.round(minFreeBytes / 1_000_000)} MB needed`,
  });
}
