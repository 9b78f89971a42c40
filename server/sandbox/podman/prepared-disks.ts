/** After one could not be made: the mirror may still be starting, or an image be misspelt. Milliseconds. */
const PAUSE_AFTER_FAULT_MS = 30_000;
/** Of further images: twice as many sets as the course's lessons have, of some 100 MB each. */
const MOST_FURTHER_DISKS = 8;

export interface PreparedDisksParts {
  /** Images that are on each of them. */
  readonly base: readonly string[];
  /** Where the disk with these images lies once it is made. */
  readonly fileOf: (images: readonly string[]) => string;
  readonly make: (images: readonly string[], file: string) => Promise<void>;
  readonly remove: (file: string) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

interface PreparedDisk {
  readonly file: string;
  /** How many copy it at this moment. */
  lent: number;
}

const keyOf = (images: readonly string[]): string => images.join(" ");

/**
 * Disks on which the engine has images already, one for each set of them; disks of sandboxes are copies. Made anew by each
 * host process, so that their images are those of the mirror, at the first wish and beside it, one at a time: who comes
 * before theirs is ready goes without. Of those with further images than the base the least recently wished for makes room.
 */
export class PreparedDisks {
  readonly #parts: PreparedDisksParts;
  readonly #base: readonly string[];
  /** By their images, the most recently wished for last. */
  readonly #ready = new Map<string, PreparedDisk>();
  /** When one that could not be made may be tried again. */
  readonly #notBefore = new Map<string, number>();
  #making: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: PreparedDisksParts) {
    this.#parts = parts;
    this.#base = this.#withBase([]);
  }

  /** Whether there is a disk with these images; if not, it is made, when none is being made already. */
  wish(images: readonly string[]): boolean {
    const all = this.#withBase(images);
    this.#wished(this.#base);
    return all.length === 0 || this.#wished(all) !== undefined;
  }

  /** Wishes, and calls `use` with what to copy, which stays until then; `undefined`: there is nothing ready yet. */
  async lend<T>(images: readonly string[], use: (file: string | undefined) => Promise<T>): Promise<T> {
    const ofAll = this.#wished(this.#base);
    const disk = this.#wished(this.#withBase(images)) ?? ofAll;
    if (disk === undefined) return use(undefined);
    disk.lent += 1;
    try {
      return await use(disk.file);
    } finally {
      disk.lent -= 1;
    }
  }

  /** Makes no more; resolves when all files are removed, after that which is being made, so give that up before. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#making;
    await Promise.all([...this.#ready.values()].map(({ file }) => this.#parts.remove(file)));
    this.#ready.clear();
  }

  #withBase(images: readonly string[]): readonly string[] {
    return [...new Set([...this.#parts.base, ...images])].toSorted();
  }

  #wished(images: readonly string[]): PreparedDisk | undefined {
    const key = keyOf(images);
    const disk = this.#ready.get(key);
    if (disk !== undefined) {
      this.#ready.delete(key);
      this.#ready.set(key, disk);
      return disk;
    }
    const isPaused = performance.now() < (this.#notBefore.get(key) ?? 0);
    if (images.length > 0 && !isPaused && this.#making === undefined && !this.#isClosed) {
      this.#making = this.#make(images).finally(() => {
        this.#making = undefined;
      });
    }
    return undefined;
  }

  async #make(images: readonly string[]): Promise<void> {
    const { fileOf, make, onFault } = this.#parts;
    const key = keyOf(images);
    try {
      await this.#makeRoom();
      const file = fileOf(images);
      await make(images, file);
      this.#ready.set(key, { file, lent: 0 });
    } catch (error) {
      if (this.#isClosed) return;
      const now = performance.now();
      for (const [other, until] of this.#notBefore) if (until <= now) this.#notBefore.delete(other);
      this.#notBefore.set(key, now + PAUSE_AFTER_FAULT_MS);
      onFault(error);
    }
  }

  async #makeRoom(): Promise<void> {
    const further = [...this.#ready].filter(([key]) => key !== keyOf(this.#base));
    if (further.length < MOST_FURTHER_DISKS) return;
    const [key, disk] = further.find(([, { lent }]) => lent === 0) ?? [];
    if (key === undefined || disk === undefined) throw new Error("all prepared disks are being copied");
    this.#ready.delete(key);
    await this.#parts.remove(disk.file);
  }
}
