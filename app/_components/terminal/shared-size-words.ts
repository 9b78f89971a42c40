import type { TerminalSize } from "../../../server/protocol/payloads.ts";

/** Why a terminal that several windows show is not as large as this one has room for. */
export function sharedSizeWords(size: TerminalSize, room: TerminalSize): string {
  const sized = `Sized ${size.cols} \u00d7 ${size.rows}`;
  return size.cols > room.cols || size.rows > room.rows
    ? `${sized} for another window of yours: scroll to see all of it.`
    : `${sized} to fit another window of yours.`;
}
