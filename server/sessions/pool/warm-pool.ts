import { createHash, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Sandbox, SandboxDriver, SandboxId, Terminal } from "../../sandbox/driver.ts";
import { createInTime } from "../create-in-time.ts";
import type { WaitingMachines } from "../session-store.ts";
import type { HostLoad } from "./host-load.ts";
import { type ImageSet, imageSetOf, imagesOf, isWithin, NO_IMAGES, wantedSets } from "./image-set.ts";
import { DEMAND_MS, type PoolBounds, wantedSize } from "./wanted-size.ts";

/** Between two looks; at most one machine is made in this time. Milliseconds. */
const LOOK_EVERY_MS = 500;
/** After a machine could not be made. Milliseconds. */
const PAUSE_AFTER_FAULT_MS = 15_000;
/** Longest that a server which ends waits for a machine that is being made. Milliseconds. */
const STOP_MS = 10_000;

/** Its size until a page tells its own. */
export const SHELL_SIZE = { cols: 80, rows: 24 };

/** A machine with a shell at its prompt. */
export interface WarmMachine {
  readonly sandbox: Sandbox;
  readonly shell: Terminal;
}

interface PreparedMachine extends WarmMachine {
  readonly images: ImageSet;
}

/** Follows from the machine, so that a server after this one finds it; an id as sessions give them to terminals. */
const shellName = (id: SandboxId): string =>
  `t${createHash("sha256").update(id).digest().readUInt32BE() % 900_000}`;

export interface PoolSettings extends PoolBounds {
  /** What machines are made of now: those that wait from before and are of another make are removed. */
  readonly make: string;
  readonly look: () => Promise<HostLoad>;
}

export interface WarmPoolParts extends PoolSettings {
  readonly driver: SandboxDriver;
  readonly waiting: WaitingMachines;
  /** Some learner's machine is being made, or waited for. */
  readonly learnersWait: () => boolean;
  /** Machines that the lab may have besides those of its sessions. */
  readonly room: () => number;
  readonly onClaim?: ((result: "hit" | "miss") => void) | undefined;
  readonly log: (message: string, error: unknown) => void;
  readonly now: () => number;
}

/**
 * Machines with a running engine and an open shell that wait for a learner. Whoever claims one has it alone, and writes it down as its
 * own before anything touches it; from then on it waits no longer, also for a server that starts after a crash. What
 * is not written down as waiting is never taken up again.
 *
 * Some have the images of lessons that were asked for lately. Refilled one at a time, while no learner waits for a machine
 * and the host is not busy.
 */
export class WarmPool {
  readonly #parts: WarmPoolParts;
  /** The oldest first. */
  readonly #waiting: PreparedMachine[] = [];
  /** Owners of machines that wait or are being made. */
  readonly #owners = new Set<string>();
  #claims: { readonly at: number; readonly images: ImageSet }[] = [];
  #wanted: number;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #notBefore = 0;
  #stopped = false;

  constructor(parts: WarmPoolParts) {
    this.#parts = parts;
    this.#wanted = parts.min;
  }

  /** Who answers for its machines, for the reaper. */
  get owners(): ReadonlySet<string> {
    return this.#owners;
  }

  get size(): { readonly waiting: number; readonly wanted: number } {
    return { waiting: this.#waiting.length, wanted: this.#wanted };
  }

  /**
   * A machine that is now the caller's alone: the one that has most of these images, and no others. `undefined`: there
   * is none. In one step: nobody else can get the same, and from here on the caller answers for its owner.
   */
  claim(lessonImages: readonly string[]): WarmMachine | undefined {
    const images = imageSetOf(lessonImages);
    this.#claims.push({ at: this.#parts.now(), images });
    const [machine] = this.#waiting
      .filter((each) => isWithin(each.images, images))
      .sort((one, other) => imagesOf(other.images).length - imagesOf(one.images).length);
    if (machine !== undefined) this.#letGo(machine);
    this.#parts.onClaim?.(machine === undefined ? "miss" : "hit");
    return machine;
  }

  /** Takes up machines that waited when a server before this one ended. What is doubtful is removed. */
  async restore(): Promise<void> {
    for (const { id, make, images } of await this.#parts.waiting.listWaiting()) {
      const machine = make === this.#parts.make ? await this.#sound(id as SandboxId) : undefined;
      if (machine === undefined) {
        await this.#parts.waiting.removeWaiting(id);
        await this.#parts.driver
          .remove(id as SandboxId)
          .catch((error) => this.#parts.log(`sandbox ${id}, which waited, could not be removed`, error));
        continue;
      }
      this.#owners.add(machine.sandbox.owner);
      this.#waiting.push({ ...machine, images });
      // That server's learners had asked for it.
      if (images !== NO_IMAGES) this.#claims.push({ at: this.#parts.now(), images });
    }
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#look();
  }

  /**
   * Lets go of everything; machines wait on, to be found again by `restore`. Resolves when one that was being made is
   * removed again, or takes too long for that.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const { shell } of this.#waiting) shell.detach();
    if (this.#looking === undefined) return;
    const late = new AbortController();
    await Promise.race([
      this.#looking,
      delay(STOP_MS, undefined, { signal: late.signal, ref: false }).catch(() => {}),
    ]);
    late.abort();
  }

  /** One look at a time. */
  #look(): void {
    this.#looking ??= this.#lookAfter().finally(() => {
      this.#looking = undefined;
    });
  }

  async #sound(id: SandboxId): Promise<WarmMachine | undefined> {
    try {
      const sandbox = await this.#parts.driver.resume(id);
      if (sandbox === undefined || (await sandbox.status()) !== "running") return undefined;
      (await sandbox.connectEngine()).destroy();
      const shell = await sandbox.attachTerminal(shellName(id), 0);
      return shell && { sandbox, shell };
    } catch (error) {
      this.#parts.log(`sandbox ${id}, which waited, could not be taken up`, error);
      return undefined;
    }
  }

  async #lookAfter(): Promise<void> {
    try {
      const { busy, availableMb } = await this.#parts.look();
      const now = this.#parts.now();
      this.#claims = this.#claims.filter(({ at }) => at > now - DEMAND_MS);
      const sizes = wantedSize(this.#parts, {
        claims: this.#claims.length,
        room: this.#parts.room(),
        availableMb,
        waiting: this.#waiting.length,
      });
      const wanted = wantedSets(
        sizes,
        this.#claims.map(({ images }) => images),
      );
      this.#wanted = [...wanted.values()].reduce((sum, count) => sum + count, 0);
      if (this.#waiting.length > this.#wanted) await this.#removeOne(wanted);
      const isCalm = now >= this.#notBefore && !busy && !this.#parts.learnersWait();
      if (isCalm && !this.#stopped) await this.#refill(wanted, sizes.size);
    } catch (error) {
      this.#notBefore = this.#parts.now() + PAUSE_AFTER_FAULT_MS;
      this.#parts.log("a machine could not be made ready for the next learner", error);
    }
  }

  /** With one machine. Where there are enough, it takes the place of one that is not wanted any more. */
  async #refill(wanted: ReadonlyMap<ImageSet, number>, size: number): Promise<void> {
    const images = await this.#lacking(wanted, size);
    if (images === undefined) return;
    if (this.#waiting.length >= this.#wanted) await this.#removeOne(wanted);
    await this.#makeOne(images);
  }

  /** Of these there are too few. As long as images are not prepared, machines without make up the number. */
  async #lacking(wanted: ReadonlyMap<ImageSet, number>, size: number): Promise<ImageSet | undefined> {
    for (const [images, count] of wanted) {
      if (this.#countOf(images) >= count) continue;
      if (images === NO_IMAGES || (await this.#parts.driver.prepare(imagesOf(images)))) return images;
    }
    return this.#waiting.length < size ? NO_IMAGES : undefined;
  }

  #countOf(images: ImageSet): number {
    return this.#waiting.filter((machine) => machine.images === images).length;
  }

  async #makeOne(images: ImageSet): Promise<void> {
    const { driver, waiting, make, log } = this.#parts;
    const owner = `pool-${randomUUID()}`;
    this.#owners.add(owner);
    let sandbox: Sandbox | undefined;
    try {
      sandbox = await createInTime(
        driver,
        { owner, images: imagesOf(images), unhurried: true },
        () => {},
        (error) => log("a late machine of the pool", error),
      );
      if (!this.#stopped) {
        const shell = await sandbox.openTerminal(SHELL_SIZE, shellName(sandbox.id));
        await waiting.addWaiting({ id: sandbox.id, make, images });
        this.#waiting.push({ sandbox, shell, images });
        return;
      }
    } catch (error) {
      await sandbox?.destroy().catch(() => {});
      this.#owners.delete(owner);
      throw error;
    }
    this.#owners.delete(owner);
    await sandbox.destroy();
  }

  /** The newest of which there are too many: the oldest have proved themselves. */
  async #removeOne(wanted: ReadonlyMap<ImageSet, number>): Promise<void> {
    const machine = this.#waiting.findLast(({ images }) => this.#countOf(images) > (wanted.get(images) ?? 0));
    if (machine === undefined) return;
    this.#letGo(machine);
    await this.#parts.waiting.removeWaiting(machine.sandbox.id);
    await machine.sandbox.destroy();
  }

  #letGo(machine: PreparedMachine): void {
    this.#waiting.splice(this.#waiting.indexOf(machine), 1);
    this.#owners.delete(machine.sandbox.owner);
  }
}
