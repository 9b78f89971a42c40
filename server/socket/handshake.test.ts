import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LEARNER_COOKIE } from "../learners/identify-learner.ts";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";
import { TestLearner } from "../testing/test-learner.ts";

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ origins: ["https://proxy.example"] });
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

const transports = [["websocket"], ["polling"]] as const;
const refusalOf = async (learner: TestLearner) => {
  const error = await learner.connected.then(
    () => undefined,
    (reason) => reason as Error,
  );
  learner.close();
  return error;
};

describe.each(transports)("over %s", (transport) => {
  it.each([
    ["no cookie", ""],
    ["a forged one", `${LEARNER_COOKIE}=${"a".repeat(32)}.${"A".repeat(43)}`],
    ["another site's", "session=1"],
  ])("a browser with %s is refused with a sentence", async (_, cookie) => {
    const error = await refusalOf(new TestLearner(app.url, { cookie, transports: [transport] }));
    expect(error?.message).toBe(
      "This browser sent no valid cookie. Allow cookies for this site and reload the page.",
    );
  });

  it("a learner is let in from our own origin, an allowed one, and none", async () => {
    for (const origin of [app.url, "https://proxy.example", undefined]) {
      const learner = await app.learner({
        transports: [transport],
        ...(origin === undefined ? {} : { origin }),
      });
      expect((await learner.open(app.lesson("one"))).tasks).toHaveLength(2);
    }
  });

  it.each(["https://evil.example", "null", "http://127.0.0.1:1"])(
    "a page of origin %s is refused, even with a good cookie",
    async (origin) => {
      const cookie = await app.newCookie();
      const learner = new TestLearner(app.url, { cookie, origin, transports: [transport] });
      expect(await refusalOf(learner)).toBeInstanceOf(Error);
    },
  );
});

it("a foreign page's request is told why", async () => {
  const answer = await fetch(`${app.url}/live/?EIO=4&transport=polling`, {
    headers: { origin: "https://evil.example" },
  });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ message: "this page may not open the live channel" });
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
});

it("answers of the live channel carry the security headers", async () => {
  const answer = await fetch(`${app.url}/live/?EIO=4&transport=polling`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("x-frame-options")).toBe("DENY");
});

it("one learner may have sixteen connections, and the next is refused with a sentence", async () => {
  const cookie = await app.newCookie();
  const tabs = Array.from(
    { length: 16 },
    () => new TestLearner(app.url, { cookie, transports: ["websocket"] }),
  );
  await Promise.all(tabs.map((tab) => tab.connected));
  const error = await refusalOf(new TestLearner(app.url, { cookie, transports: ["websocket"] }));
  expect(error?.message).toBe("This lab is open in 16 tabs or windows. Close one, then reload the page.");
  const other = await app.learner();
  expect((await other.open(app.lesson("one"))).tasks).toHaveLength(2);
  for (const tab of tabs) tab.close();
});
