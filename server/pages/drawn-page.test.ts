import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeNonce } from "../http/security-headers.ts";
import { DrawnPage } from "./drawn-page.ts";

const standIn = makeNonce();
const nonce = makeNonce();
const html = { "content-type": "text/html; charset=utf-8" };

const drawn = (body: string, headers: Record<string, string | string[]> = html, status = 200) =>
  new DrawnPage({ status, headers, body: Buffer.from(body) }, standIn);

describe("a drawn page", () => {
  it("has the nonce wherever its own stood, in body and headers", () => {
    const page = drawn(`<script nonce="${standIn}">1</script><script nonce="${standIn}">é</script>`, {
      ...html,
      link: `</a.js>; nonce="${standIn}"`,
      vary: ["rsc", `n-${standIn}`],
    });
    expect(page.text(nonce).toString()).toBe(
      `<script nonce="${nonce}">1</script><script nonce="${nonce}">é</script>`,
    );
    expect(page.headers(nonce)).toEqual({
      ...html,
      link: `</a.js>; nonce="${nonce}"`,
      vary: ["rsc", `n-${nonce}`],
    });
  });

  it("is the same compressed, whatever it holds, also nothing and much", () => {
    const text = fc.array(
      fc.oneof(
        fc.constant(standIn),
        fc.string({ unit: "binary" }),
        fc.constantFrom(
          "<p>the same words</p>".repeat(5_000),
          randomBytes(40_000).toString("base64"),
          "ÿÿÿÿÿÿÿÿ",
        ),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const page = drawn(parts.join(""));
        for (const each of [nonce, makeNonce()]) {
          expect(gunzipSync(page.gzip(each)).equals(page.text(each))).toBe(true);
        }
        expect(page.text(nonce).toString()).toBe(parts.join("").replaceAll(standIn, nonce));
      }),
      { numRuns: 30 },
    );
  });

  it("is compressed across its nonces", () => {
    const one = '<script src="/_next/static/chunks/a-long-name-of-a-script.js" async nonce=';
    const page = drawn(`${one}"${standIn}">`.repeat(100));
    expect(page.gzip(nonce).length).toBeLessThan(100 * 60);
  });

  it("is whole when it is a page, and no part of it failed", () => {
    expect(drawn("<h1>one</h1>").isWhole).toBe(true);
    expect(drawn("<h1>one</h1>", html, 404).isWhole).toBe(false);
    expect(drawn("{}", { "content-type": "application/json" }).isWhole).toBe(false);
    expect(drawn("<h1>one</h1>", { ...html, "set-cookie": ["a=1"] }).isWhole).toBe(false);
    expect(drawn('<h1>one</h1><template data-dgst="123"></template>').isWhole).toBe(false);
  });
});
