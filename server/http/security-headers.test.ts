import { expect, it } from "vitest";
import { contentSecurityPolicy, makeNonce, SECURITY_HEADERS } from "./security-headers.ts";

it("makes a new nonce each time, with nothing in it that ends a policy", () => {
  const nonces = new Set(Array.from({ length: 1_000 }, makeNonce));
  expect(nonces.size).toBe(1_000);
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
});

it("lets no script run but ours and those with the nonce", () => {
  const policy = contentSecurityPolicy("n0nce");
  const scripts = policy.split("; ").find((rule) => rule.startsWith("script-src"));
  expect(scripts).toBe("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
  expect(policy).not.toMatch(/unsafe-eval|\*|http:|https:/);
  for (const rule of [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]) {
    expect(policy.split("; ")).toContain(rule);
  }
});

it("names only headers in lower case, as they are merged with those of the pages", () => {
  for (const name of Object.keys(SECURITY_HEADERS)) expect(name).toBe(name.toLowerCase());
});
