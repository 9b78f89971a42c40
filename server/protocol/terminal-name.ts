import { z } from "zod";
import { TERMINAL_NAME } from "./limits.ts";

/** Name of a terminal's tab: 1 to 40 characters that can be seen, and spaces between them. */
export const TerminalName = z.string().trim().regex(TERMINAL_NAME, "1 to 40 printable characters");
export type TerminalName = z.infer<typeof TerminalName>;
