import type { Code, Nodes, Root } from "mdast";
import { visit } from "unist-util-visit";
import { TerminalName } from "../protocol/terminal-name.ts";
import type { Fault } from "./course-error.ts";
import { readFenceMeta } from "./fence-meta.ts";
import { parseInline } from "./parse-markdown.ts";
import { ASIDE_KINDS } from "./render-markdown.ts";

type Directive = Extract<Nodes, { type: "leafDirective" | "containerDirective" }>;
/** What is wrong, what to write instead, and the line where it is not the first of the element. */
export type TextFault = Pick<Fault, "problem" | "fix"> & { readonly line: number };
type NodeFault = Omit<TextFault, "line"> & { readonly lineWithin?: number };

const SLOTS: Record<string, readonly string[]> = { task: ["id"], picture: ["name", "alt"] };
/** A prompt that was copied along: `$ ls`, `learner@lab:~$ ls`, `/ # ls`. */
const PROMPT = /^\s*(\$|[\w.-]+@[\w.-]+:\S*[$#]|\/\S* #)\s/;

/** Reports what a page could not show, or would show otherwise than was meant. */
export function lintMarkdown(tree: Root, text: string, report: (fault: TextFault) => void): void {
  visit(tree, (node) => {
    for (const { lineWithin = 0, ...fault } of faultsOf(node, text)) {
      report({ ...fault, line: (node.position?.start.line ?? 1) + lineWithin });
    }
  });
}

function faultsOf(node: Nodes, text: string): NodeFault[] {
  switch (node.type) {
    case "html":
      return [{ problem: "raw HTML is not shown", fix: "write Markdown, or put it in backticks" }];
    case "heading":
      return node.depth === 1
        ? [{ problem: "the lesson's title is in its front matter", fix: "begin a step with ##" }]
        : [];
    case "image":
    case "imageReference":
      return [
        {
          problem: "a picture by address is not shown",
          fix: 'put it into pictures/ and write ::picture{name="..." alt="..."}',
        },
      ];
    case "code":
      return fenceFaults(node);
    case "text":
      return /^:{2,}[a-z]/m.test(node.value)
        ? [
            {
              problem: `"${node.value.trim().slice(0, 40)}" is read as text`,
              fix: "let a directive stand alone on its line, with its braces closed",
            },
          ]
        : [];
    case "leafDirective":
      return slotFaults(node);
    case "containerDirective":
      return asideFaults(node, text);
    default:
      return [];
  }
}

function fenceFaults({ lang, meta, value }: Code): NodeFault[] {
  const { run, terminal, unknown } = readFenceMeta(meta);
  const faults: NodeFault[] = unknown.map((word) => ({
    problem: `"${word}" is not known after a fence`,
    fix: "use run, in=..., or name=...",
  }));
  if (terminal !== undefined && !run) {
    faults.push({ problem: "in=... names a terminal, and nothing runs", fix: "write ```bash run in=..." });
  }
  if (terminal !== undefined && !TerminalName.safeParse(terminal).success) {
    faults.push({
      problem: `"${terminal.slice(0, 40)}" cannot name a terminal`,
      fix: "use 1 to 40 printable characters",
    });
  }
  if (run && lang !== "bash") faults.push({ problem: "only a bash fence can run", fix: "write ```bash run" });
  if (!run) return faults;
  for (const [index, line] of value.split("\n").entries()) {
    if (!PROMPT.test(line)) continue;
    faults.push({
      problem: `"${line.trim().slice(0, 40)}" begins with a prompt, which would be typed too`,
      fix: "write the command alone",
      lineWithin: index + 1,
    });
  }
  return faults;
}

function slotFaults(node: Directive): NodeFault[] {
  const wanted = SLOTS[node.name];
  if (wanted === undefined) {
    return [{ problem: `::${node.name} is not known`, fix: "use ::task or ::picture" }];
  }
  const given = node.attributes ?? {};
  const missing = wanted.filter((name) => !given[name]?.trim());
  return [
    ...missing.map((name) => ({
      problem: `::${node.name} needs ${name}`,
      fix: name === "alt" ? 'add alt="...", which says what the picture teaches' : `add ${name}`,
    })),
    ...unknownAttributes(node, wanted),
  ];
}

function asideFaults(node: Directive, text: string): NodeFault[] {
  const faults = unknownAttributes(node, ["title"]);
  if (!ASIDE_KINDS.some((kind) => kind === node.name)) {
    faults.push({ problem: `:::${node.name} is not known`, fix: `use one of ${ASIDE_KINDS.join(", ")}` });
  }
  const inner = node.children.find((child) => child.type === "containerDirective");
  if (inner !== undefined) {
    faults.push({
      problem: `:::${node.name} is not closed before :::${inner.name}`,
      fix: "end it with a line that holds ::: alone; boxes do not stand in boxes",
    });
    return faults;
  }
  const end = node.position?.end.offset ?? text.length;
  if (!/^\s*:{3,}\s*$/.test(text.slice(text.lastIndexOf("\n", end - 1) + 1, end))) {
    faults.push({ problem: `:::${node.name} is not closed`, fix: "end it with a line that holds ::: alone" });
  }
  return faults;
}

function unknownAttributes(node: Directive, wanted: readonly string[]): NodeFault[] {
  return Object.keys(node.attributes ?? {})
    .filter((name) => !wanted.includes(name))
    .map((name) => ({ problem: `${node.name} does not take ${name}`, fix: `take ${name} out` }));
}

/** What is wrong with a title or a hint: it must be one paragraph without HTML or pictures. */
export function inlineFault(markdown: string): Pick<Fault, "problem" | "fix"> | undefined {
  const tree = parseInline(markdown);
  const [only, second] = tree.children;
  if (only?.type !== "paragraph" || second !== undefined) {
    return {
      problem: "is not one paragraph of text",
      fix: "write one paragraph, without a list or a heading",
    };
  }
  let first: Pick<Fault, "problem" | "fix"> | undefined;
  lintMarkdown(tree, markdown, ({ problem, fix }) => {
    first ??= { problem, fix };
  });
  return first;
}
