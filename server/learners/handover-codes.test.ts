import { beforeEach, describe, expect, it } from "vitest";
import { HANDOVER_ALPHABET, readHandoverCode } from "../protocol/handover-code.ts";
import { LearnerId } from "../protocol/ids.ts";
import { HandoverCodes } from "./handover-codes.ts";

const ada = LearnerId.parse("a".repeat(32));
const ben = LearnerId.parse("b".repeat(32));
const minutes = (count: number) => count * 60_000;

let time: number;
let codes: HandoverCodes;
beforeEach(() => {
  time = 1_000_000;
  codes = new HandoverCodes(() => time);
});

async function made(learnerId = ada): Promise<string> {
  const code = await codes.make(learnerId);
  if (code === undefined) throw new Error("no code was made");
  return code.code;
}
const take = (code: string, taker = ben, address = "10.0.0.1") => codes.take(code, { taker, address });

describe("a code", () => {
  it("is one that can be typed, and says until when", async () => {
    const code = await codes.make(ada);
    expect(readHandoverCode(code?.code ?? "")).toBe(code?.code);
    expect(code?.expiresAt).toEqual(new Date(time + minutes(10)));
  });

  it("leads to the learner who had it made, once", async () => {
    const code = await made();
    expect(await take(code)).toEqual({ result: "taken", learnerId: ada });
    expect(await take(code)).toEqual({ result: "wrong" });
  });

  it("works until its time is over, and is forgotten then", async () => {
    const code = await made();
    time += minutes(10) - 1;
    expect(codes.size).toBe(1);
    time += 1;
    expect(await take(code)).toEqual({ result: "wrong" });
    expect(codes.size).toBe(0);
  });

  it("makes the one before it worthless", async () => {
    const [first, second] = [await made(), await made()];
    expect(await take(first)).toEqual({ result: "wrong" });
    expect(await take(second)).toMatchObject({ result: "taken" });
  });

  it("is not used up by the browser that had it made", async () => {
    const code = await made();
    expect(await take(code, ada)).toEqual({ result: "own" });
    expect(await take(code)).toMatchObject({ result: "taken" });
  });

  it("is as good as any other of its alphabet", async () => {
    const seen = new Set<string>();
    for (let index = 0; index < 400; index += 1) {
      const learnerId = LearnerId.parse(index.toString(16).padStart(32, "0"));
      for (const char of await made(learnerId)) seen.add(char);
    }
    expect([...seen].sort().join("")).toBe([...HANDOVER_ALPHABET].sort().join(""));
  });
});

describe("too many", () => {
  it("codes are not made for one learner", async () => {
    for (let count = 0; count < 20; count += 1) await made();
    expect(await codes.make(ada)).toBeUndefined();
    expect(await codes.make(ben)).toBeDefined();
  });

  it("wrong ones of a learner are not looked at any more, nor is a right one then", async () => {
    const code = await made();
    for (let count = 0; count < 10; count += 1) expect(await take("22222222")).toEqual({ result: "wrong" });
    expect(await take(code)).toEqual({ result: "too-many" });
  });

  it("wrong ones from an address are not looked at, whoever they are", async () => {
    const code = await made();
    const stranger = (count: number) => LearnerId.parse((count + 16).toString(16).padStart(32, "0"));
    for (let count = 0; count < 100; count += 1) await take("22222222", stranger(count));
    expect(await take(code)).toEqual({ result: "too-many" });
    expect(await take(code, ben, "10.0.0.2")).toMatchObject({ result: "taken" });
  });
});
