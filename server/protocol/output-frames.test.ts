import { expect, it } from "vitest";
import { takesBytes } from "./output-frames.ts";

it.each([undefined, null, 1, "bytes", [], {}, { output: "text" }, { output: ["bytes"] }])(
  "a page that says %j is not taken to read bytes",
  (auth) => expect(takesBytes(auth)).toBe(false),
);
