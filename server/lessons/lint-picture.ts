const ELEMENTS = new Set(
  (
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker use symbol " +
    "linearGradient radialGradient stop clipPath mask pattern"
  ).split(" "),
);
const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:"[^"]*"|'[^']*'|[^"'<>])*?)(\/?)>/g;
const ATTRIBUTE = /([^\s=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;

/**
 * What keeps an SVG from being set into a page as it is. Only shapes and text are allowed (a list, so that what is
 * unknown is refused), no scripts or handlers, nothing fetched from elsewhere, no style sheet: that would reach the
 * whole page. Also returns the ids it defines, which must be unique on a page.
 */
export function lintPicture(source: string): { problems: string[]; ids: string[] } {
  const svg = source.replace(/<!--[\s\S]*?-->/g, "").trim();
  const problems = new Set<string>();
  const ids: string[] = [];
  const open: string[] = [];

  if (!/^<svg[\s>]/.test(svg)) problems.add("must begin with <svg");
  else if (!/^<svg[^>]*\sviewBox=/.test(svg)) problems.add("<svg needs a viewBox, so that it can shrink");

  for (const [, slash, name = "", attributes = "", selfClosing] of svg.matchAll(TAG)) {
    if (!ELEMENTS.has(name)) problems.add(`<${name}> is not allowed`);
    if (slash === "/") {
      if (open.pop() !== name) problems.add(`</${name}> closes what is not open`);
      continue;
    }
    if (selfClosing !== "/") open.push(name);
    for (const [, attribute = "", double, single] of attributes.matchAll(ATTRIBUTE)) {
      const value = double ?? single ?? "";
      if (attribute === "id") ids.push(value);
      const problem = attributeProblem(attribute.toLowerCase(), value);
      if (problem !== undefined) problems.add(`${attribute} of <${name}> ${problem}`);
    }
  }
  for (const name of open) problems.add(`<${name}> is not closed`);
  if (svg.replace(TAG, "").includes("<")) problems.add("holds a < that begins no tag");
  return { problems: [...problems], ids };
}

function attributeProblem(attribute: string, value: string): string | undefined {
  if (attribute.startsWith("on")) return "is an event handler, which is not allowed";
  if (/(^|:)(href|src|base)$/.test(attribute) && !value.startsWith("#")) return "may only name an id: #...";
  if (value.includes("\\") || /@import|expression|javascript:/i.test(value)) return "is not allowed";
  if (/url\(\s*(?!\s*['"]?#)/i.test(value)) return "may only name an id: url(#...)";
  return undefined;
}
