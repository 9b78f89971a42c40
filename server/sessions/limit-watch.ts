import type { Sandbox, SandboxLimits, SandboxUse } from "../sandbox/driver.ts";

/** While somebody looks: a few small files are read. Milliseconds. */
const LOOK_EVERY_MS = 3_000;
/** The memory is free again at once: how long the learner is told that it was not. */
const TOLD_FOR_MS = 60_000;
/** From this part of the processes on, a program that needs a few does not start. */
const CROWDED = 0.98;

const size = (megabytes: number) =>
  megabytes < 1_000 ? `${megabytes} MB` : `${(megabytes / 1_000).toFixed(1)} GB`;

const SENTENCES = {
  memory: ({ memoryMb }: SandboxLimits) =>
    `The memory of this machine was used up, so a program on it was ended: it has ${size(memoryMb)}. Stop what you do not need; \`docker stats\` shows what containers use.`,
  processes: ({ processes }: SandboxLimits) =>
    `This machine runs as many processes as it may, ${processes}: programs can start no other. End some, or stop containers.`,
  disk: ({ diskMb = 0 }: SandboxLimits) =>
    `The disk of this machine is full: it holds ${size(diskMb)}. Delete files, or images and containers that you do not need; \`docker system prune\` removes what is not in use.`,
};

export interface LimitWatchParts {
  readonly sandbox: Pick<Sandbox, "limits" | "usage">;
  /** Names each limit that is reached, or `undefined` when none is. */
  readonly onNotice: (message: string | undefined) => void;
}

/**
 * Tells the learner which limit of the machine they have reached: programs inside only say that something failed. Looks
 * while somebody watches. A process's own limit of open files is not among them: its error message names that one.
 */
export class LimitWatch {
  readonly #parts: LimitWatchParts;
  #timer: NodeJS.Timeout | undefined;
  #watched = false;
  #disposed = false;
  #looking = false;
  #outOfMemory: { readonly times: number; readonly toldUntil: number } | undefined;

  constructor(parts: LimitWatchParts) {
    this.#parts = parts;
  }

  setWatched(watched: boolean): void {
    this.#watched = watched;
    clearTimeout(this.#timer);
    if (watched) void this.#look();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    // A machine that is gone or frozen is for others to notice.
    const use = await this.#parts.sandbox.usage?.().catch(() => undefined);
    this.#looking = false;
    if (this.#disposed) return;
    if (use !== undefined) this.#tell(use);
    if (this.#watched) this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }

  #tell(use: SandboxUse): void {
    const { limits } = this.#parts.sandbox;
    const reached = [
      ...(this.#isOutOfMemory(use) ? [SENTENCES.memory(limits)] : []),
      ...(use.processes >= limits.processes * CROWDED ? [SENTENCES.processes(limits)] : []),
      ...(use.disk?.isFull ? [SENTENCES.disk(limits)] : []),
    ];
    this.#parts.onNotice(reached.length === 0 ? undefined : reached.join(" "));
  }

  /** What was counted before the first look is not news. */
  #isOutOfMemory({ timesOutOfMemory: times }: SandboxUse): boolean {
    const now = performance.now();
    const isNews = this.#outOfMemory !== undefined && times > this.#outOfMemory.times;
    const toldUntil = isNews ? now + TOLD_FOR_MS : (this.#outOfMemory?.toldUntil ?? 0);
    this.#outOfMemory = { times, toldUntil };
    return now < toldUntil;
  }
}
