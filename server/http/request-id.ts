import { randomBytes } from "node:crypto";

export const REQUEST_ID_HEADER = "x-request-id";
/** What a proxy may have given: nothing that could break a log line or a header. */
const VALID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** Short enough to be read out to somebody. */
export const makeRequestId = (): string => randomBytes(6).toString("hex");

/** A request's id: the one it came with if that is sound, else a new one. */
export const requestIdOf = (header: string | readonly string[] | undefined): string =>
  typeof header === "string" && VALID.test(header) ? header : makeRequestId();
