import type { Element, ElementContent, Root, RootContent } from "hast";
import { describe, expect, it } from "vitest";
import { renderInline, renderMarkdown } from "./render-markdown.ts";

function elements(tree: Root | Element): Element[] {
  const children: readonly (RootContent | ElementContent)[] = tree.children;
  return children.filter((child) => child.type === "element");
}

function first(markdown: string): Element {
  const [element] = elements(renderMarkdown(markdown));
  if (element === undefined) throw new Error("nothing was rendered");
  return element;
}

function textOf(node: Root | ElementContent): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => textOf(child as ElementContent)).join("") : "";
}

describe("blocks", () => {
  it("makes a command block of a bash fence that runs", () => {
    const command = first("```bash run\ndocker ps -a\n```");
    expect(command.tagName).toBe("command-block");
    expect(command.properties).toEqual({ dataCode: "docker ps -a", dataLang: "bash" });
  });

  it("makes an output block", () => {
    const output = first("```output\nHello\n  there\n```");
    expect(output.tagName).toBe("output-block");
    expect(textOf(output)).toBe("Hello\n  there");
  });

  it("makes a file block of any other fence", () => {
    const file = first("```yaml name=compose.yaml\nservices: {}\n```");
    expect(file.tagName).toBe("file-block");
    expect(file.properties).toMatchObject({ dataName: "compose.yaml", dataLang: "yaml" });
    expect(first("```bash\nls\n```").tagName).toBe("file-block");
  });

  it("places tasks and pictures", () => {
    expect(first("::task{#first-run}")).toMatchObject({
      tagName: "task-slot",
      properties: { dataId: "first-run" },
    });
    expect(first('::picture{name="layers" alt="Two containers share one layer"}')).toMatchObject({
      tagName: "picture-slot",
      properties: { dataName: "layers", dataAlt: "Two containers share one layer" },
    });
  });

  it("sets asides apart, with Markdown in them", () => {
    const aside = first(":::why[What for]\nA `layer` is kept once.\n\n```output\nok\n```\n:::");
    expect(aside.properties).toEqual({ dataKind: "why", dataTitle: "What for" });
    expect(textOf(aside)).not.toContain("What for");
    expect(elements(aside).map((child) => child.tagName)).toEqual(["p", "output-block"]);
    expect(first(':::stand-in{title="Not the original"}\nx\n:::').properties).toEqual({
      dataKind: "stand-in",
      dataTitle: "Not the original",
    });
  });
});

describe("text that looks like a directive", () => {
  it.each([
    "Publish 8080:80 and open it",
    "Mount ./site:/usr/share/nginx/html:ro as it is",
    "Pull nginx:latest and redis:alpine now",
    "registry:2 and localhost:5000/web:1.0",
    "a :task{#x} in a sentence",
    "at 10:30 :smile: and ::double",
  ])("stays literal: %s", (line) => {
    const paragraph = first(line);
    expect(paragraph.tagName).toBe("p");
    expect(textOf(paragraph)).toBe(line);
  });
});

it("leaves raw HTML out", () => {
  expect(
    textOf(renderMarkdown("<script>x</script>\n\nStay <b>calm</b>").children[0] as Element),
  ).not.toContain("<");
});

describe("renderInline", () => {
  it("gives phrasing content only", () => {
    const title = renderInline("Who is `PID 1` in nginx:latest?");
    expect(elements(title).map((child) => child.tagName)).toEqual(["code"]);
    expect(textOf(title)).toBe("Who is PID 1 in nginx:latest?");
  });

  it("shows anything that is not one paragraph as it was typed", () => {
    expect(renderInline("# Not a title")).toEqual({
      type: "root",
      children: [{ type: "text", value: "# Not a title" }],
    });
  });
});
