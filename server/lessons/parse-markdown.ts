import type { Root } from "mdast";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { type Processor, unified } from "unified";

const COLON = ":".charCodeAt(0);

/**
 * Lessons use block directives only. Inline ones would eat the words that this course is about:
 * `nginx:latest` would become the text `nginx` followed by a directive called `latest`.
 */
function withoutInlineDirectives(this: Processor) {
  const extensions: { text?: unknown; flow?: unknown }[] = this.data().micromarkExtensions ?? [];
  for (const { text, flow } of extensions) {
    if (isRecord(flow) && COLON in flow && isRecord(text)) delete text[COLON];
  }
}

function isRecord(value: unknown): value is Record<number, unknown> {
  return typeof value === "object" && value !== null;
}

const parser = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(remarkDirective)
  .use(withoutInlineDirectives)
  .freeze();

const inlineParser = unified().use(remarkParse).use(remarkGfm, { singleTilde: false }).freeze();

/** Markdown of a lesson -> tree: CommonMark, GitHub's tables and strike-through, block directives. */
export function parseMarkdown(markdown: string): Root {
  return parser.parse(markdown);
}

/** Markdown of a title or a hint -> tree. The caller decides what to do with anything but one paragraph. */
export function parseInline(markdown: string): Root {
  return inlineParser.parse(markdown);
}
