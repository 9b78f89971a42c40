import type { Nodes, Root } from "mdast";
import { visit } from "unist-util-visit";
import { readFenceMeta } from "./fence-meta.ts";
import { parseInline } from "./parse-markdown.ts";
import { ASIDE_KINDS } from "./render-markdown.ts";

type Directive = Extract<Nodes, { type: "leafDirective" | "containerDirective" }>;

const SLOTS: Record<string, readonly string[]> = { task: ["id"], picture: ["name", "alt"] };

/** Reports what a page could not show, or would show otherwise than was meant, with the line it stands in. */
export function lintMarkdown(
  tree: Root,
  text: string,
  report: (line: number, problem: string) => void,
): void {
  visit(tree, (node) => {
    for (const problem of problemsOf(node, text)) report(node.position?.start.line ?? 0, problem);
  });
}

function problemsOf(node: Nodes, text: string): string[] {
  switch (node.type) {
    case "html":
      return ["raw HTML is not shown; write Markdown, or put it in backticks"];
    case "heading":
      return node.depth === 1 ? ["the lesson's title is in its front matter; steps begin with ##"] : [];
    case "image":
    case "imageReference":
      return ['pictures are placed with ::picture{name="..." alt="..."}'];
    case "link":
    case "definition":
      return /^(https:\/\/|\/[^/])/.test(node.url)
        ? []
        : [
            `"${node.url}": a link leads to https:// or to a page here (/...); put other addresses in backticks`,
          ];
    case "code":
      return fenceProblems(node.lang ?? "", node.meta);
    case "text":
      return /^:{2,}[a-z]/m.test(node.value)
        ? [
            `"${node.value.trim().slice(0, 40)}" is read as text: a directive stands alone on its line, with its braces closed`,
          ]
        : [];
    case "leafDirective":
      return slotProblems(node);
    case "containerDirective":
      return asideProblems(node, text);
    default:
      return [];
  }
}

function fenceProblems(lang: string, meta: string | null | undefined): string[] {
  const { run, unknown } = readFenceMeta(meta);
  const problems = unknown.map((word) => `"${word}" is not known after a fence; use run or name=...`);
  if (run && lang !== "bash") problems.push("only a bash fence can run");
  return problems;
}

function slotProblems(node: Directive): string[] {
  const wanted = SLOTS[node.name];
  if (wanted === undefined) return [`::${node.name} is not known; use ::task or ::picture`];
  const given = node.attributes ?? {};
  return [
    ...wanted.filter((name) => !given[name]?.trim()).map((name) => `::${node.name} needs ${name}`),
    ...unknownAttributes(node, wanted),
  ];
}

function asideProblems(node: Directive, text: string): string[] {
  const problems = unknownAttributes(node, ["title"]);
  if (!ASIDE_KINDS.some((kind) => kind === node.name)) {
    problems.push(`:::${node.name} is not known; use one of ${ASIDE_KINDS.join(", ")}`);
  }
  const end = node.position?.end.offset ?? text.length;
  if (!/^\s*:{3,}\s*$/.test(text.slice(text.lastIndexOf("\n", end - 1) + 1, end))) {
    problems.push(`:::${node.name} is not closed by a line of its own that holds :::`);
  }
  return problems;
}

function unknownAttributes(node: Directive, wanted: readonly string[]): string[] {
  return Object.keys(node.attributes ?? {})
    .filter((name) => !wanted.includes(name))
    .map((name) => `${node.name} does not take ${name}`);
}

/** What is wrong with a title or a hint: it must be one paragraph without HTML, pictures or unsafe links. */
export function inlineProblem(markdown: string): string | undefined {
  const tree = parseInline(markdown);
  const [only, second] = tree.children;
  if (only?.type !== "paragraph" || second !== undefined) return "must be one paragraph of text";
  let problem: string | undefined;
  lintMarkdown(tree, markdown, (_line, found) => {
    problem ??= found;
  });
  return problem;
}
