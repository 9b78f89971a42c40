import { expect, it } from "vitest";
import { readHandoverCode, shownHandoverCode } from "./handover-code.ts";

it.each(["ABCD-2345", "abcd2345", " ab cd 23 45 ", shownHandoverCode("ABCD2345")])("reads %j", (typed) => {
  expect(readHandoverCode(typed)).toBe("ABCD2345");
});

it.each(["", "ABCD-234", "ABCD-23456", "ABCD-234O", "ABCD-2341", "ÄBCD-2345", "ABCD_2345"])(
  "takes %j for no code",
  (typed) => {
    expect(readHandoverCode(typed)).toBeUndefined();
  },
);
