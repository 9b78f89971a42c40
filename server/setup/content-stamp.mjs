// @ts-check
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * A hash of the names and contents of files and folders, for asking "has anything changed?". What is missing
 * counts as empty; the order of `paths` does not matter.
 * @param {string} root
 * @param {readonly string[]} paths relative to root
 * @param {(file: string) => boolean} [counts] which files count, by path relative to root
 */
export async function hashOf(root, paths, counts = () => true) {
  const files = (await Promise.all(paths.map((each) => filesUnder(root, each)))).flat();
  const wanted = [...new Set(files)].filter(counts).sort();
  const hashes = await Promise.all(
    wanted.map(async (file) => {
      const content = createHash("sha256").update(await readFile(path.join(root, file)));
      return `${file}\0${content.digest("hex")}\n`;
    }),
  );
  return createHash("sha256").update(hashes.join("")).digest("hex");
}

/**
 * @param {string} root
 * @param {string} relative
 * @returns {Promise<string[]>}
 */
async function filesUnder(root, relative) {
  try {
    const entries = await readdir(path.join(root, relative), { withFileTypes: true });
    const nested = entries.map((entry) => {
      const file = path.join(relative, entry.name);
      if (entry.isDirectory()) return filesUnder(root, file);
      return entry.isFile() ? [file] : [];
    });
    return (await Promise.all(nested)).flat();
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOTDIR") return [relative];
    if (code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Says of what inputs something was made. The stamp lies beside or within what it vouches for, so that both vanish
 * together; it is taken away before the making and written after it, so that nothing half-made has one.
 * @param {string} file
 */
export function stampAt(file) {
  return {
    /** @param {string} inputs @returns {Promise<boolean>} */
    async isCurrent(inputs) {
      return (await readFile(file, "utf8").catch(() => "")) === inputs;
    },

    /**
     * @param {string} inputs
     * @param {() => Promise<void>} make
     */
    async remake(inputs, make) {
      await rm(file, { force: true });
      await make();
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, inputs);
    },
  };
}
