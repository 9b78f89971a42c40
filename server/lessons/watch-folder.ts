import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";

/** An editor saves in several steps, a file after the other: one look follows them all. Milliseconds. */
const SETTLE_MS = 40;

/**
 * Calls after something beneath `folder` has changed, once for changes in quick succession. Folders are watched, not
 * files: most editors save by putting a new file into the old one's place.
 */
export async function watchFolder(folder: string, onChange: () => void): Promise<{ close(): void }> {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void follow().then(() => {
        if (!closed) onChange();
      });
    }, SETTLE_MS);
  };
  const forget = (name: string) => {
    watchers.get(name)?.close();
    watchers.delete(name);
  };

  /** Watches folders that are new, and lets go of those that are gone. */
  async function follow(): Promise<void> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory());
    const wanted = new Set([folder, ...folders.map(({ parentPath, name }) => path.join(parentPath, name))]);
    for (const name of watchers.keys()) if (!wanted.has(name)) forget(name);
    for (const name of wanted) {
      if (closed || watchers.has(name)) continue;
      try {
        watchers.set(
          name,
          watch(name, changed).on("error", () => forget(name)),
        );
      } catch {
        // Gone since it was listed: its parent tells of it.
      }
    }
  }

  await follow();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      for (const name of [...watchers.keys()]) forget(name);
    },
  };
}
