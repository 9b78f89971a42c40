/** Digits and capitals that nobody takes for one another: no 0 or O, 1, I or L, no U beside V. */
export const HANDOVER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
export const HANDOVER_CHARS = 8;

/** Why another browser does not go on: the code works not, or no more; it is this browser's own; too many were tried. */
export const HANDOVER_FAULTS = ["wrong", "own", "too-many"] as const;
export type HandoverFault = (typeof HANDOVER_FAULTS)[number];

/** As it is shown: two groups of four. */
export const shownHandoverCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** A code as somebody has typed it, with spaces, hyphens or small letters; `undefined`: it cannot be one. */
export function readHandoverCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  const isCode =
    code.length === HANDOVER_CHARS && [...code].every((char) => HANDOVER_ALPHABET.includes(char));
  return isCode ? code : undefined;
}
