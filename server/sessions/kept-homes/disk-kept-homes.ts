import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Sandbox } from "../../sandbox/driver.ts";
import { packHome, unpackHome } from "./home-archive.ts";
import type { HomeOwner, KeptHome, KeptHomes } from "./kept-homes.ts";

const MB = 1_000_000;
const HOUR_MS = 3_600_000;

export interface KeptHomesSettings {
  readonly folder: string;
  /** How long; 0 = nothing is kept. */
  readonly hours: number;
  /** Of one machine, compressed, and of all together as they are stored. */
  readonly machineMb: number;
  readonly totalMb: number;
  readonly onError: (message: string, error: unknown) => void;
}

const absent = (error: NodeJS.ErrnoException) => {
  if (error.code !== "ENOENT") throw error;
};

/** A file for each machine, beneath its learner's folder; its time is the file's own. */
export function diskKeptHomes(settings: KeptHomesSettings): KeptHomes {
  const { folder, hours, machineMb, totalMb, onError } = settings;
  /** Files that are being written: a learner may be back before the old machine's files are kept. */
  const keeping = new Map<string, Promise<void>>();
  const isOver = (keptAt: Date) => Date.now() - keptAt.getTime() > hours * HOUR_MS;

  async function prune(): Promise<void> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(absent);
    const files = (entries ?? []).filter((entry) => entry.isFile());
    const kept = await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const file = path.join(parentPath, name);
        const { mtime, size } = await stat(file);
        return { file, mtime, size };
      }),
    );
    let total = 0;
    for (const { file, mtime, size } of kept.sort((a, b) => b.mtime.getTime() - a.mtime.getTime())) {
      total += size;
      if (total > totalMb * MB || isOver(mtime)) await rm(file, { force: true });
    }
  }
  const pruneSafely = () =>
    prune().catch((error) => onError("files kept for learners could not be tidied up", error));

  async function keep(file: string, sandbox: Sandbox): Promise<void> {
    const archive = hours === 0 ? undefined : await packHome(sandbox, machineMb * MB);
    if (archive === undefined) return;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.part`, archive, { mode: 0o600 });
    await rename(`${file}.part`, file);
    await pruneSafely();
  }

  function of({ learnerId, trackId, lessonId }: HomeOwner): KeptHome {
    // Parts of ids that were checked at the edge: no one of them has a dot or a slash.
    const file = path.join(folder, learnerId, `${trackId}.${lessonId}`);
    return {
      async keep(sandbox) {
        const kept = keep(file, sandbox).finally(() => keeping.delete(file));
        keeping.set(file, kept);
        await kept;
      },
      async keptAt() {
        // That it failed is its keeper's to hear.
        await keeping.get(file)?.catch(() => {});
        const found = await stat(file).catch(absent);
        return found === undefined || isOver(found.mtime) ? undefined : found.mtime;
      },
      async bring(sandbox) {
        await unpackHome(sandbox, await readFile(file, "utf8"));
        await rm(file, { force: true });
      },
      forget: () => rm(file, { force: true }),
    };
  }

  void pruneSafely();
  const timer = setInterval(pruneSafely, HOUR_MS);
  return { of, close: () => clearInterval(timer) };
}
