import type { SessionNotice } from "../protocol/session-notice.ts";

/** What a learner has to know about their machine now. `onChange` hears of every change with all that there are. */
export class SessionNotices {
  readonly #onChange: (notices: readonly SessionNotice[]) => void;
  #notices: readonly SessionNotice[] = [];

  constructor(onChange: (notices: readonly SessionNotice[]) => void) {
    this.#onChange = onChange;
  }

  get all(): readonly SessionNotice[] {
    return this.#notices;
  }

  /** In place of what was known of its kind; `undefined` = all is well with it. */
  set(kind: SessionNotice["kind"], message: string | undefined): void {
    if (this.#notices.find((notice) => notice.kind === kind)?.message === message) return;
    const others = this.#notices.filter((notice) => notice.kind !== kind);
    this.#notices = message === undefined ? others : [...others, { kind, message }];
    this.#onChange(this.#notices);
  }

  /** With a machine goes all that was known about it. */
  clear(): void {
    for (const { kind } of this.#notices) this.set(kind, undefined);
  }
}
