/** After it could not be made: the mirror may still be starting, or an image be misspelt. Milliseconds. */
const PAUSE_AFTER_FAULT_MS = 30_000;

export interface PreparedDiskParts {
  /** Where it lies once it is made. */
  readonly file: string;
  readonly make: (file: string) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/**
 * A disk on which the engine has images already; disks of sandboxes are copies of it. Made anew by each server, so that
 * its images are those of the mirror, at the first wish and beside it: who comes before it is ready goes without.
 */
export class PreparedDisk {
  readonly #parts: PreparedDiskParts;
  #isReady = false;
  #isMaking = false;
  #notBefore = 0;

  constructor(parts: PreparedDiskParts) {
    this.#parts = parts;
  }

  /** What to copy; `undefined`: it is not ready yet. */
  wish(): string | undefined {
    if (this.#isReady) return this.#parts.file;
    if (!this.#isMaking && performance.now() >= this.#notBefore) void this.#make();
    return undefined;
  }

  async #make(): Promise<void> {
    const { file, make, onFault } = this.#parts;
    this.#isMaking = true;
    try {
      await make(file);
      this.#isReady = true;
    } catch (error) {
      this.#notBefore = performance.now() + PAUSE_AFTER_FAULT_MS;
      onFault(error);
    } finally {
      this.#isMaking = false;
    }
  }
}
