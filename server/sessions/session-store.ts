import type { LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import type { ImageSet } from "./pool/image-set.ts";

/** What must be known of a learner's session to find it again after a restart of the server. */
export interface SessionRecord {
  readonly id: string;
  readonly learnerId: LearnerId;
  readonly trackId: TrackId;
  readonly lessonId: LessonId;
  /** The sandbox driver's id; `undefined` while the machine is being made. */
  readonly sandboxId: string | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A machine that nobody has had yet. */
export interface WaitingMachine {
  readonly id: string;
  /** What it was made of; see `PoolSettings`. */
  readonly make: string;
  readonly images: ImageSet;
}

/**
 * Machines that wait for a learner. One that is not listed has been somebody's, or may have been. Each call resolves
 * when it is written down for good, and rejects when it could not be.
 */
export interface WaitingMachines {
  addWaiting(machine: WaitingMachine): Promise<void>;
  /** Oldest first. */
  listWaiting(): Promise<readonly WaitingMachine[]>;
  /** Safe to call twice. */
  removeWaiting(id: string): Promise<void>;
}

/** Live sessions, at most one for each learner and lesson. Rejects when the store cannot be reached. */
export interface SessionStore extends WaitingMachines {
  /** Adds a record or brings it up to date; one of another id for the same learner and lesson gives way. */
  save(record: SessionRecord): Promise<void>;
  /** Oldest first. */
  list(): Promise<readonly SessionRecord[]>;
  /** Sets when the session ends. Of a session that is not there: nothing happens. */
  setExpiry(id: string, expiresAt: Date): Promise<void>;
  /** Safe to call twice. */
  remove(id: string): Promise<void>;
}
