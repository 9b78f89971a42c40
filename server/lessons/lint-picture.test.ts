import { expect, it } from "vitest";
import { lintPicture } from "./lint-picture.ts";

const svg = (content: string) => `<svg viewBox="0 0 10 10">${content}</svg>`;

it("accepts shapes, text, markers and references within", () => {
  const { problems, ids } = lintPicture(
    svg(`<!-- a note <b> --><defs><marker id="tip"><path d="M0 0 L1 > 1"/></marker></defs>
      <path d='M0 0' marker-end="url(#tip)" style="stroke: var(--accent)"/><use href="#tip"/>
      <text x="1">a &lt; b</text>`),
  );
  expect(problems).toEqual([]);
  expect(ids).toEqual(["tip"]);
});

it.each([
  ["a script", svg("<script>alert(1)</script>")],
  ["a script in capitals", svg("<SCRIPT/>")],
  ["foreign content", svg("<foreignObject><p/></foreignObject>")],
  ["a handler", svg('<rect onclick="x()"/>')],
  ["a handler on the root", '<svg viewBox="0 0 1 1" onload="x()"></svg>'],
  ["a handler after a slash", svg('<rect width="1"/onclick="x()"/>')],
  ["an outer link", svg('<a href="https://example.org"><text>x</text></a>')],
  ["an outer image", svg('<image href="x.png"/>')],
  ["an outer reference", svg('<use xlink:href="other.svg#a"/>')],
  ["an encoded reference", svg('<use href="&#106;avascript:1"/>')],
  ["an outer paint", svg('<rect fill="url(https://example.org/#a)"/>')],
  ["an escaped paint", svg('<rect style="fill: u\\72l(//example.org)"/>')],
  ["a style sheet", svg("<style>p { color: red }</style>")],
  ["an animation of a link", svg('<animate attributeName="href"/>')],
  ["a document type", `<!DOCTYPE svg [<!ENTITY a "b">]>${svg("")}`],
  ["character data", svg("<![CDATA[ <script> ]]>")],
  ["a tag left open", '<svg viewBox="0 0 1 1"><g></svg>'],
  ["a bare sign", svg("<text>a < b</text>")],
  ["no view box", "<svg></svg>"],
  ["something else", "<html></html>"],
])("refuses %s", (_name, source) => {
  expect(lintPicture(source).problems).not.toEqual([]);
});
