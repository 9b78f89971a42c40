import type { DrawnPage } from "./drawn-page.ts";

/**
 * Pages by what they were drawn from, up to `mostBytes` of them: what was not asked for the longest goes first. What
 * several ask for at once is drawn once.
 */
export class KeptPages {
  readonly #mostBytes: number;
  /** In the order in which they were last asked for. */
  readonly #pages = new Map<string, DrawnPage>();
  readonly #underWay = new Map<string, Promise<DrawnPage>>();

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes that are kept. */
  get size(): number {
    return [...this.#pages.values()].reduce((sum, page) => sum + page.size, 0);
  }

  /** The page of `key`, drawn if it has to be. Only a whole one is kept. */
  async get(key: string, draw: () => Promise<DrawnPage>): Promise<DrawnPage> {
    const kept = this.#pages.get(key);
    if (kept !== undefined) {
      this.#pages.delete(key);
      this.#pages.set(key, kept);
      return kept;
    }
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const drawing = draw();
    this.#underWay.set(key, drawing);
    try {
      const page = await drawing;
      if (page.isWhole) this.#keep(key, page);
      return page;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #keep(key: string, page: DrawnPage): void {
    this.#pages.set(key, page);
    let { size } = this;
    for (const [oldest, { size: freed }] of this.#pages) {
      if (size <= this.#mostBytes) return;
      this.#pages.delete(oldest);
      size -= freed;
    }
  }
}
