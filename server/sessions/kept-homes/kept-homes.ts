import type { LearnerId, LessonId, TrackId } from "../../protocol/ids.ts";
import type { Sandbox } from "../../sandbox/driver.ts";

export interface HomeOwner {
  readonly learnerId: LearnerId;
  readonly trackId: TrackId;
  readonly lessonId: LessonId;
}

/** What is kept of one learner's machine in one lesson after its time was over: the files of its home folder. */
export interface KeptHome {
  /** Keeps what the machine has now, in place of what was kept before. Too much is not kept. */
  keep(sandbox: Sandbox): Promise<void>;
  /** When it was kept; `undefined`: nothing is. Waits for what is being kept. */
  keptAt(): Promise<Date | undefined>;
  /** Puts it into a machine, and keeps it no longer. Rejects when that failed; then it is still kept. */
  bring(sandbox: Sandbox): Promise<void>;
  /** Safe to call twice. */
  forget(): Promise<void>;
}

/** Kept for a set time, within a set size: the oldest go first. */
export interface KeptHomes {
  of(owner: HomeOwner): KeptHome;
  close(): void;
}

/** Where nothing is kept. */
export const noKeptHomes: KeptHomes = {
  of: () => ({
    keep: async () => {},
    keptAt: async () => undefined,
    bring: async () => {},
    forget: async () => {},
  }),
  close: () => {},
};
