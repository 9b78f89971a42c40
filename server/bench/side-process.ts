import { type ChildProcess, fork } from "node:child_process";

interface Question {
  readonly number: number;
  readonly task: string;
}
type Answer = { readonly number: number } & ({ readonly value: unknown } | { readonly error: string });

/** Work of a benchmark in a process of its own, so that it stands in the way of nobody's clock. */
export class SideProcess {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #asked = 0;

  /** `script`: a file of this folder that calls `serveTasks`. */
  constructor(script: string, args: readonly string[]) {
    this.#child = fork(`${import.meta.dirname}/${script}`, args, { execPath: process.execPath });
    this.#child.on("message", (answer: Answer) => {
      const asker = this.#open.get(answer.number);
      this.#open.delete(answer.number);
      if ("error" in answer) asker?.reject(new Error(`${script}: ${answer.error}`));
      else asker?.resolve(answer.value as never);
    });
    this.#child.once("exit", (code) => {
      for (const { reject } of this.#open.values()) reject(new Error(`${script} ended with code ${code}`));
    });
  }

  do<T = void>(task: string): Promise<T> {
    this.#asked += 1;
    const question: Question = { number: this.#asked, task };
    return new Promise((resolve, reject) => {
      this.#open.set(question.number, { resolve, reject });
      this.#child.send(question);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.kill("SIGTERM");
    });
  }
}

/** In the process itself: does what it is told to, until its parent lets go of it. */
export function serveTasks(tasks: Readonly<Record<string, () => Promise<unknown>>>): void {
  process.on("message", ({ number, task }: Question) => {
    const work = tasks[task] ?? (() => Promise.reject(new Error(`it knows no "${task}"`)));
    work().then(
      (value) => process.send?.({ number, value } satisfies Answer),
      (error) => process.send?.({ number, error: String(error) } satisfies Answer),
    );
  });
  process.once("disconnect", () => process.exit(0));
}
