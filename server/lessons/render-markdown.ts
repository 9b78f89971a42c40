import type { Element, Root } from "hast";
import type { Code, Root as MarkdownRoot, RootContent } from "mdast";
import remarkRehype, { type Options } from "remark-rehype";
import { unified } from "unified";
import { readFenceMeta } from "./fence-meta.ts";
import { parseInline, parseMarkdown } from "./parse-markdown.ts";

type ContainerDirective = Extract<RootContent, { type: "containerDirective" }>;
type LeafDirective = Extract<RootContent, { type: "leafDirective" }>;

/** Boxes that set a paragraph apart, `:::why` and so on: the `data-kind` of the `<aside>`. */
export const ASIDE_KINDS = ["why", "predict", "matters", "note", "stand-in"] as const;

const text = (value: string) => ({ type: "text" as const, value });

function block(node: Code): Element {
  const { run, name, terminal } = readFenceMeta(node.meta);
  const lang = node.lang ?? undefined;
  if (lang === "bash" && run) {
    return element("command-block", { dataCode: node.value, dataLang: lang, dataIn: terminal });
  }
  if (lang === "output") return element("output-block", {}, [text(node.value)]);
  return element("file-block", { dataName: name, dataLang: lang }, [text(node.value)]);
}

function slot(node: LeafDirective): Element {
  const given = node.attributes ?? {};
  return node.name === "task"
    ? element("task-slot", { dataId: given.id })
    : element("picture-slot", { dataName: given.name, dataAlt: given.alt });
}

function element(
  tagName: string,
  properties: Record<string, string | null | undefined>,
  children: Element["children"] = [],
): Element {
  return { type: "element", tagName, properties, children };
}

/** The label of `:::why[label]` arrives as a first paragraph that says so. */
function splitLabel(node: ContainerDirective) {
  const [first, ...rest] = node.children;
  if (first?.type !== "paragraph" || !first.data?.directiveLabel) return { body: node.children };
  const label = first.children.map((child) => ("value" in child ? child.value : "")).join("");
  return { label, body: rest };
}

const handlers: NonNullable<Options["handlers"]> = {
  code: (_state, node: Code) => block(node),
  leafDirective: (_state, node: LeafDirective) => slot(node),
  containerDirective(state, node: ContainerDirective) {
    const { label, body } = splitLabel(node);
    const children = state.wrap(state.all({ type: "root", children: body }), true) as Element["children"];
    return element("aside", { dataKind: node.name, dataTitle: label ?? node.attributes?.title }, children);
  },
};

const toHtmlTree = unified().use(remarkRehype, { handlers }).freeze();

function render(tree: MarkdownRoot): Root {
  return toHtmlTree.runSync(tree);
}

/**
 * Markdown of a lesson's step -> HTML tree for the page. Besides the usual elements it holds:
 *
 * | Markdown | element |
 * |---|---|
 * | fence `bash run`, `bash run in=server` | `<command-block data-code data-lang="bash" data-in?>` |
 * | fence `output` | `<output-block>` with the text |
 * | any other fence, `yaml name=compose.yaml` | `<file-block data-name? data-lang?>` with the text |
 * | `::task{#id}` | `<task-slot data-id>` |
 * | `::picture{name="layers" alt="..."}` | `<picture-slot data-name data-alt>` |
 * | `:::why[label]` ... `:::` | `<aside data-kind data-title?>`, kinds in ASIDE_KINDS |
 *
 * Raw HTML is left out; the loader refuses lessons that have any.
 */
export function renderMarkdown(markdown: string): Root {
  return render(parseMarkdown(markdown));
}

/** Markdown of a title or a hint -> phrasing content only: text, code, emphasis, links. */
export function renderInline(markdown: string): Root {
  const tree = parseInline(markdown);
  const paragraphs = tree.children.filter((child) => child.type === "paragraph");
  if (paragraphs.length !== 1 || tree.children.length !== 1) {
    return { type: "root", children: [text(markdown)] };
  }
  const [paragraph] = render(tree).children.filter((child) => child.type === "element");
  return { type: "root", children: paragraph?.children ?? [] };
}
