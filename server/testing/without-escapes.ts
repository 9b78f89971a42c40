const ESCAPE_SEQUENCE = /\p{Cc}\[[0-9;?]*[A-Za-z]|\p{Cc}\][^\p{Cc}]*(?:\p{Cc}\\|\p{Cc})/gu;

/** Terminal output as a person reads it: no escape sequences, no carriage returns. */
export const withoutEscapes = (output: string): string =>
  output.replace(ESCAPE_SEQUENCE, "").replaceAll("\r", "");
