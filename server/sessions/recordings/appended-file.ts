import { type FileHandle, open } from "node:fs/promises";

const LINE_END = Buffer.from("\n");
/** An idle terminal holds no file. Milliseconds. */
const IDLE_MS = 1_000;

/**
 * Appends lines to one file after the other, one call at a time. The last one stays open while there is something to append
 * now and again: to open it costs more than to write to it.
 */
export class AppendedFile {
  #open: { readonly file: string; readonly handle: FileHandle } | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** Rejects also when only a part was written. */
  async append(file: string, lines: readonly Buffer[]): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#open?.file !== file) {
      await this.close();
      this.#open = { file, handle: await open(file, "a", 0o600) };
    }
    const bytes = lines.flatMap((line) => [line, LINE_END]);
    const { bytesWritten } = await this.#open.handle.writev(bytes);
    const wanted = bytes.reduce((sum, { length }) => sum + length, 0);
    if (bytesWritten < wanted) throw new Error(`${bytesWritten} of ${wanted} bytes were written`);
    this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    this.#idle.unref();
  }

  /** Safe to call again. Never rejects: what was appended is written. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const { handle } = this.#open ?? {};
    this.#open = undefined;
    await handle?.close().catch(() => {});
  }
}
