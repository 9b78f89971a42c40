import type { IParser } from "@xterm/headless";

/** A colour as programs name it (XParseColor); what is stranger than that is not kept. */
const COLOUR = /^(?:#[\da-f]{3,12}|rgb:[\da-f/]{5,14})$/i;
/** Operating system commands that set text, background and cursor colour. */
const SPECIAL = [10, 11, 12];
const PALETTE = 4;
/** Commands that take back what those set are a hundred further on. */
const TAKE_BACK = 100;

/** Colours that programs have changed. A terminal without a window has none, so it only keeps what it was told. */
export class TerminalColours {
  readonly #set = new Map<string, string>();

  constructor(parser: IParser) {
    const follow = (command: number, action: (data: string) => void) =>
      parser.registerOscHandler(command, (data) => {
        action(data);
        return false;
      });
    follow(PALETTE, (data) => {
      const slots = data.split(";");
      for (let at = 0; at + 1 < slots.length; at += 2) this.#take(`${PALETTE};${slots[at]}`, slots[at + 1]);
    });
    follow(PALETTE + TAKE_BACK, (data) => {
      const taken =
        data === "" ? [...this.#set.keys()] : data.split(";").map((index) => `${PALETTE};${index}`);
      for (const key of taken) if (key.startsWith(`${PALETTE};`)) this.#set.delete(key);
    });
    for (const command of SPECIAL) {
      follow(command, (data) => {
        for (const [offset, colour] of data.split(";").entries()) {
          if (SPECIAL.includes(command + offset)) this.#take(String(command + offset), colour);
        }
      });
      follow(command + TAKE_BACK, () => this.#set.delete(String(command)));
    }
  }

  sequences(): string {
    return [...this.#set].map(([what, colour]) => `\x1b]${what};${colour}\x07`).join("");
  }

  #take(key: string, colour: string | undefined): void {
    const known = /^4;(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$|^1[012]$/.test(key);
    if (known && colour !== undefined && COLOUR.test(colour)) this.#set.set(key, colour);
  }
}
