import type { CreatePhase, Sandbox, SandboxDriver } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { createInTime } from "./create-in-time.ts";
import type { CreateTimes } from "./create-times.ts";
import { ASK_ENGINE } from "./engine-watch.ts";
import type { WarmMachine } from "./pool/warm-pool.ts";
import type { LessonStart } from "./tidy-up.ts";
import type { OnPlace, Ticket } from "./waiting-line.ts";

/** Resolves with `undefined` when `signal` says that nobody waits any more. */
export type EnterLine = (onPlace: OnPlace, signal: AbortSignal) => Promise<Ticket | undefined>;

export interface MachineSourceParts {
  /** Id of the session, which owns what is made for it. */
  readonly id: string;
  readonly driver: SandboxDriver;
  readonly createEngineClient: (sandbox: Sandbox) => EngineClient;
  /** A machine that waited, now this session's alone, with no images but these; `undefined`: none does. */
  readonly claimWarm: (images: readonly string[]) => WarmMachine | undefined;
  /** Resolves when it is sure that, after a crash too, nobody else is given this machine. */
  readonly takeOffList: (sandboxId: string) => Promise<void>;
  /** Waits for a place among the machines being made; tells the place in the queue meanwhile. */
  readonly enterQueue: EnterLine;
}

/** Where a session's machines come from: one that waits, or one that is made for it. */
export class MachineSource {
  readonly #parts: MachineSourceParts;
  readonly #times: CreateTimes;

  constructor(parts: MachineSourceParts, times: CreateTimes) {
    this.#parts = parts;
    this.#times = times;
  }

  /**
   * A machine that waited, with the lesson's files, and with some of its images or none; `undefined`: none did. `hold` is
   * called in the same turn, so that somebody answers for it at every moment. It is taken off the list of those that wait
   * before anything touches it: what a learner may have had is never given to another, whenever the server ends. Rejects
   * when it is not sound.
   */
  async claim(
    { files, images }: LessonStart,
    { hold, remember }: { hold: (warm: WarmMachine) => void; remember: (sandbox: Sandbox) => Promise<void> },
  ): Promise<Sandbox | undefined> {
    const warm = this.#parts.claimWarm(images);
    if (warm === undefined) return undefined;
    hold(warm);
    const { sandbox } = warm;
    await this.#parts.takeOffList(sandbox.id);
    await remember(sandbox);
    const engine = this.#parts.createEngineClient(sandbox);
    await Promise.all([sandbox.placeFiles(files), engine.get(ASK_ENGINE)]);
    return sandbox;
  }

  /**
   * Has a machine made when it is this session's turn, which lasts until `use` has it ready. Nothing is made, or left,
   * for who is told by `signal` not to wait any more. Rejects with what the driver says.
   */
  async make(
    { files, images }: LessonStart,
    news: { onPlace: OnPlace; onPhase: (phase: CreatePhase) => void; onLate: (error: unknown) => void },
    signal: AbortSignal,
    use: (sandbox: Sandbox) => Promise<void>,
  ): Promise<void> {
    const turn = await this.#parts.enterQueue(news.onPlace, signal);
    if (turn === undefined) return;
    try {
      if (signal.aborted) return;
      const begun = performance.now();
      const { driver, id: owner } = this.#parts;
      const sandbox = await createInTime(driver, { owner, files, images }, news.onPhase, news.onLate);
      if (signal.aborted) {
        await sandbox.destroy();
        return;
      }
      this.#times.add(performance.now() - begun);
      await use(sandbox);
    } finally {
      turn.leave();
    }
  }
}
