import type { Nodes } from "mdast";
import { parseMarkdown } from "../../server/lessons/parse-markdown.ts";

const APART = new Set(["paragraph", "heading", "code", "listItem", "tableRow", "tableCell", "blockquote"]);

/** What a reader sees of a step, as plain text: prose, commands, output, the titles of boxes. No markup, no tasks. */
export function searchText(markdown: string): string {
  return textOf(parseMarkdown(markdown)).replace(/\s+/g, " ").trim();
}

function textOf(node: Nodes): string {
  if (node.type === "code" || node.type === "text" || node.type === "inlineCode")
    return apart(node, node.value);
  if (node.type === "leafDirective") return "";
  return "children" in node ? apart(node, node.children.map(textOf).join("")) : "";
}

function apart(node: Nodes, text: string): string {
  return APART.has(node.type) ? `${text}\n` : text;
}
