import { expect, it } from "vitest";
import { InputLedger, InputLedgers } from "./input-ledger.ts";

const [first, second] = [{}, {}];

it("takes pieces in order, each once", () => {
  const ledger = new InputLedger();
  expect(ledger.claim("page", first)).toBe(0);
  expect(ledger.placeOf("page", first, 1)).toBe("next");
  ledger.take("page", 1);
  expect([1, 2, 3].map((number) => ledger.placeOf("page", first, number))).toEqual(["seen", "next", "gap"]);
});

it("goes on where it was for the connection that comes after, and only for that one", () => {
  const ledger = new InputLedger();
  ledger.claim("page", first);
  ledger.take("page", 1);
  expect(ledger.claim("page", second)).toBe(1);
  expect([ledger.placeOf("page", first, 2), ledger.placeOf("page", second, 2)]).toEqual([
    "superseded",
    "next",
  ]);
});

it("keeps sources and shells apart", () => {
  const ledgers = new InputLedgers();
  const [one, other] = [{}, {}];
  ledgers.of(one).claim("page", first);
  ledgers.of(one).take("page", 1);
  expect(ledgers.of(one).upTo("page")).toBe(1);
  expect(ledgers.of(one).upTo("second page")).toBe(0);
  expect(ledgers.of(other).upTo("page")).toBe(0);
});

it("forgets the source that came first, and no more than it must", () => {
  const ledger = new InputLedger();
  for (let page = 0; page < 64; page++) {
    ledger.claim(`page ${page}`, first);
    ledger.take(`page ${page}`, 5);
  }
  ledger.claim("page 0", second);
  ledger.claim("one more", first);
  expect(["page 0", "page 1", "page 2"].map((source) => ledger.upTo(source))).toEqual([5, 0, 5]);
  expect(ledger.placeOf("page 1", first, 6)).toBe("superseded");
});
