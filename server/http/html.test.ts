import { expect, it } from "vitest";
import { html } from "./html.ts";

it("escapes every value, and markup of its own never", () => {
  const name = `<script>alert("1" & '2')</script>`;
  expect(String(html`<p title="${name}">${name}${3}</p>`)).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;">&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;3</p>',
  );
  const rows = ["<a>", "b"].map((text) => html`<li>${text}</li>`);
  expect(String(html`<ul>${rows}</ul>`)).toBe("<ul><li>&lt;a&gt;</li><li>b</li></ul>");
});
