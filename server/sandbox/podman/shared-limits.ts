import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const SETTINGS = "/proc/sys";
/** Largest value of these settings: a C int. */
const UNLIMITED = 2 ** 31 - 1;
const RAISED = {
  "fs/aio-max-nr": UNLIMITED,
  "fs/inotify/max_user_instances": UNLIMITED,
  "fs/inotify/max_user_watches": UNLIMITED,
};

/**
 * Raises limits that all sandboxes share, with each other and with the host's root: requests of asynchronous I/O,
 * inotify watches, namespaces. Some are the machine's, some the kernel counts for whoever made a user
 * namespace, so one sandbox could use up everybody's: by default the 128th inotify instance is the last. What is counted
 * is also paid for with memory, which is limited for each sandbox. Where the host does not let us, its own limits stay: gives
 * their names.
 */
export async function raiseSharedLimits(): Promise<readonly string[]> {
  const ofRoot = await readdir(path.join(SETTINGS, "user"));
  const wanted = [...Object.entries(RAISED), ...ofRoot.map((name) => [`user/${name}`, UNLIMITED] as const)];
  const stayed = await Promise.all(
    wanted.map(async ([name, value]) => {
      const isRaised = await raise(path.join(SETTINGS, name), value).then(
        () => true,
        () => false,
      );
      return isRaised ? [] : [name.replaceAll("/", ".")];
    }),
  );
  return stayed.flat();
}

async function raise(file: string, value: number): Promise<void> {
  if (Number(await readFile(file, "utf8")) < value) await writeFile(file, String(value));
}
