import { describe, expect, it } from "vitest";
import { createLearnerIdentity, LEARNER_COOKIE } from "./identify-learner.ts";

const identity = createLearnerIdentity(Buffer.alloc(32, 7));

function issued(from = identity) {
  const { learnerId, setCookie } = from.issue();
  const cookie = setCookie(false).split(";")[0] ?? "";
  return { learnerId, cookie, value: cookie.slice(LEARNER_COOKIE.length + 1) };
}

/** The text with the character at `index` changed for another of its alphabet. */
function altered(text: string, index: number): string {
  return text.slice(0, index) + (text[index] === "0" ? "1" : "0") + text.slice(index + 1);
}

describe("identify", () => {
  it("knows the learner again", () => {
    const { learnerId, cookie } = issued();
    expect(identity.identify(cookie)).toBe(learnerId);
    expect(identity.identify(`theme=dark;${cookie};  other=1`)).toBe(learnerId);
  });

  it("refuses a changed id and a changed signature", () => {
    const { cookie, value } = issued();
    expect(identity.identify(`${LEARNER_COOKIE}=${altered(value, 5)}`)).toBeUndefined();
    expect(identity.identify(`${LEARNER_COOKIE}=${altered(value, 40)}`)).toBeUndefined();
    expect(identity.identify(cookie.slice(0, -1))).toBeUndefined();
    expect(identity.identify(`${cookie}A`)).toBeUndefined();
  });

  it("refuses a cookie signed with another secret", () => {
    const { cookie } = issued(createLearnerIdentity(Buffer.alloc(32, 8)));
    expect(identity.identify(cookie)).toBeUndefined();
  });

  it("finds the right one of two cookies of its name", () => {
    const { learnerId, cookie } = issued();
    const forged = `${LEARNER_COOKIE}=${"a".repeat(32)}.${"A".repeat(43)}`;
    expect(identity.identify(`${forged}; ${cookie}`)).toBe(learnerId);
    expect(identity.identify(`${cookie}; ${forged}`)).toBe(learnerId);
  });

  it.each([
    undefined,
    "",
    ";",
    "=",
    ";;=;=",
    LEARNER_COOKIE,
    `${LEARNER_COOKIE}=`,
    `${LEARNER_COOKIE}=.`,
    `${LEARNER_COOKIE}=%00%ff`,
    `${LEARNER_COOKIE}=${"é".repeat(32)}.${"é".repeat(43)}`,
    `not_${LEARNER_COOKIE}=1`,
    "\u0000\uffff",
  ])("knows nobody by %j", (header) => {
    expect(identity.identify(header)).toBeUndefined();
  });

  it("does not read a header longer than Node lets through", () => {
    const { cookie } = issued();
    expect(identity.identify(`${cookie}; x=${"y".repeat(16 * 1024)}`)).toBeUndefined();
  });
});

describe("issue", () => {
  it("makes a new learner each time", () => {
    expect(issued().learnerId).not.toBe(issued().learnerId);
    expect(issued().learnerId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("makes the same cookie for a learner who is known", () => {
    const { learnerId, setCookie } = identity.issue();
    expect(identity.setCookieFor(learnerId, true)).toBe(setCookie(true));
  });

  it("keeps the cookie from scripts and other sites, and to https when the page came by https", () => {
    const { setCookie } = identity.issue();
    expect(setCookie(false)).toMatch(/; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
    expect(setCookie(true)).toMatch(/; Secure$/);
  });
});
