import { stat } from "node:fs/promises";
import type { Database } from "./prisma-client.ts";

const GONE =
  "Its file was removed while in use: what learners do now is not kept. Put the file back; it is then taken up by itself.";

/**
 * Asks an open database how it is: `undefined` = it answers, else why not, in words. A file that was put in the place
 * of the one that is open is taken up; one that was removed is never made anew, as that would hide the loss.
 */
export async function databaseProbe(
  database: Database,
  file: string,
): Promise<() => Promise<string | undefined>> {
  let { ino } = await stat(file);
  return async () => {
    const now = await stat(file).catch(() => undefined);
    if (now === undefined) return GONE;
    if (now.ino !== ino) {
      // The next statement opens what is there now.
      await database.$disconnect();
      ino = now.ino;
    }
    await database.learner.findFirst({ select: { id: true } });
    return undefined;
  };
}
