/**
 * Something that a learner has to know about their machine while it lasts. The machine can be used meanwhile, or will
 * be again without anybody's doing, unless the sentence says otherwise. One of a kind at a time.
 */
export interface SessionNotice {
  readonly kind: "engine" | "recording" | "limits";
  /** A whole sentence or two: what is wrong, what happens now, what to do. */
  readonly message: string;
}
