export interface FenceMeta {
  /** A command block: the page offers to type it into the terminal. */
  readonly run: boolean;
  /** Name of the terminal in which it runs; `undefined` = the one in front. */
  readonly terminal: string | undefined;
  /** Name of the file that the block shows. */
  readonly name: string | undefined;
  /** Words that mean nothing here: a fault of the lesson. */
  readonly unknown: readonly string[];
}

const TERMINAL = /^in=(?:"([^"]+)"|([^\s"]+))$/;
const NAME = /^name=(?:"([^"]+)"|([^\s"]+))$/;

/** Reads what follows the language of a fenced block: `run`, `in=server`, `name=compose.yaml`. */
export function readFenceMeta(meta: string | null | undefined): FenceMeta {
  const words: readonly string[] = meta?.match(/[^\s"]+"[^"]*"|\S+/g) ?? [];
  const name = words.map((word) => NAME.exec(word)).find((match) => match !== null);
  const terminal = words.map((word) => TERMINAL.exec(word)).find((match) => match !== null);
  return {
    terminal: terminal?.[1] ?? terminal?.[2],
    run: words.includes("run"),
    name: name?.[1] ?? name?.[2],
    unknown: words.filter((word) => word !== "run" && !NAME.test(word) && !TERMINAL.test(word)),
  };
}
