import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { createOperatorAccess, OPERATOR_COOKIE } from "./operator-access.ts";

const TOKEN = "t".repeat(43);
const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;
const bearer = (token: string, address = "10.0.0.1") => from(address, { authorization: `Bearer ${token}` });

it("knows the operator by the token alone", async () => {
  const access = createOperatorAccess(TOKEN);
  expect(await access.byBearer(bearer(TOKEN))).toBe("operator");
  expect(await access.byToken(from("10.0.0.1"), TOKEN)).toBe("operator");
  expect(await access.byBearer(from("10.0.0.1"))).toBe("none");
  expect(await access.byToken(from("10.0.0.1"), undefined)).toBe("none");
  for (const sent of ["", "t", TOKEN.slice(1), `${TOKEN}t`, TOKEN.replace(/t$/, "T"), "é".repeat(43)]) {
    expect(await access.byToken(from("10.0.0.2"), sent), sent).toBe("wrong");
  }
});

it.each(["Bearer", "Bearer ", `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN} x`])("refuses %j", async (text) => {
  const access = createOperatorAccess(TOKEN);
  expect(await access.byBearer(from("10.0.0.1", { authorization: text }))).toBe("wrong");
});

it("lets an address guess a few times, then not even right, and keeps nobody else out", async () => {
  const access = createOperatorAccess(TOKEN);
  for (let attempt = 0; attempt < 10; attempt++) {
    expect(await access.byBearer(bearer(`wrong-${attempt}`))).toBe("wrong");
  }
  expect(await access.byBearer(bearer(TOKEN))).toBe("too-many");
  expect(await access.byBearer(bearer(TOKEN, "10.0.0.2"))).toBe("operator");
});

it("keeps the machine's own operator in while somebody guesses through a proxy on it", async () => {
  const access = createOperatorAccess(TOKEN);
  const guess = from("127.0.0.1", { authorization: "Bearer x", "x-forwarded-for": "203.0.113.9" });
  for (let attempt = 0; attempt < 12; attempt++) await access.byBearer(guess);
  expect(await access.byBearer(guess)).toBe("too-many");
  expect(await access.byBearer(bearer(TOKEN, "127.0.0.1"))).toBe("operator");
});

it("gives a cookie that says nothing of the token, and ends", async () => {
  let now = 1_800_000_000_000;
  const access = createOperatorAccess(TOKEN, { now: () => now });
  const cookie = access.issueCookie(false);
  expect(cookie).toMatch(/; Path=\/operator; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  expect(access.issueCookie(true)).toMatch(/; Secure$/);
  expect(cookie).not.toContain(TOKEN);
  const pair = cookie.split(";")[0] ?? "";
  const sent = from("10.0.0.1", { cookie: `theme=dark; ${pair}` });
  expect(await access.byCookie(sent)).toBe("operator");
  expect(await createOperatorAccess("u".repeat(43), { now: () => now }).byCookie(sent)).toBe("wrong");
  const longer = pair.replace(/=\d{13}/, `=${now + 9e10}`);
  expect(await access.byCookie(from("10.0.0.1", { cookie: longer }))).toBe("wrong");
  now += 43_200_000;
  expect(await access.byCookie(sent)).toBe("none");
});

it.each(["", ";;", `${OPERATOR_COOKIE}`, "other=1"])("finds no cookie in %j", async (cookie) => {
  expect(await createOperatorAccess(TOKEN).byCookie(from("10.0.0.1", { cookie }))).toBe("none");
});

it.each(["=", "=.", `=${TOKEN}`, "=1800000000000.", `=9999999999999.${"A".repeat(43)}`, "=%00"])(
  "refuses the cookie %j",
  async (value) => {
    const cookie = `${OPERATOR_COOKIE}${value}`;
    expect(await createOperatorAccess(TOKEN).byCookie(from("10.0.0.1", { cookie }))).toBe("wrong");
  },
);

it.each([
  ["127.0.0.1", "localhost:3000", {}, true],
  ["::1", "[::1]:3000", {}, true],
  ["::ffff:127.0.0.1", "127.0.0.1", {}, true],
  ["10.0.0.1", "localhost:3000", {}, false],
  ["127.0.0.1", "lab.example", {}, false],
  ["127.0.0.1", "localhost.evil.example", {}, false],
  ["127.0.0.1", "", {}, false],
  ["127.0.0.1", "localhost", { "x-forwarded-for": "203.0.113.9" }, false],
  ["127.0.0.1", "localhost", { via: "1.1 proxy" }, false],
])("from %s to %j with %j: local is %s", (address, host, headers, local) => {
  expect(createOperatorAccess(TOKEN).isLocal(from(address, { host, ...headers }))).toBe(local);
});

it("takes nobody for local behind a proxy", () => {
  const request = from("127.0.0.1", { host: "localhost" });
  expect(createOperatorAccess(TOKEN, { behindProxy: true }).isLocal(request)).toBe(false);
});
