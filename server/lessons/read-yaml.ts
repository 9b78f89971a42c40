import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { Fault, Report } from "./course-error.ts";

export type FieldPath = readonly PropertyKey[];

export interface ReadYaml<Value> {
  /** `undefined`: it was not what the schema wants, and each fault has been reported. */
  readonly value: Value | undefined;
  /** What stands there, whatever it is. */
  readonly raw: unknown;
  /** Line in the file of a field, or of what is nearest around it. */
  readonly lineOf: (path: FieldPath) => number;
}

/** YAML text -> what the schema makes of it. `linesBefore`: lines of the file above the text. */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  { file, linesBefore = 0 }: { readonly file: string; readonly linesBefore?: number },
  report: Report,
): ReadYaml<z.infer<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => linesBefore + Math.max(1, lines.linePos(offset).line);
  const lineOf = (path: FieldPath) => at(offsetOf(document, path));
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      report({
        file,
        line: at(error.pos[0]),
        problem: `is not YAML: ${error.message}`,
        fix: "check the indentation, and put quotes around a value that holds : # { [ or begins with a sign",
      });
    }
    return { value: undefined, raw: undefined, lineOf };
  }
  const raw: unknown = document.toJS();
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data, raw, lineOf };
  for (const issue of parsed.error.issues) {
    for (const { path, ...fault } of faultsOf(issue, document)) {
      report({ file, line: lineOf(path), field: path.map(String).join(".") || undefined, ...fault });
    }
  }
  return { value: undefined, raw, lineOf };
}

type IssueFault = Pick<Fault, "problem" | "fix"> & { readonly path: FieldPath };

function faultsOf(issue: z.core.$ZodIssue, document: Document): IssueFault[] {
  const { path } = issue;
  const last = String(path.at(-1) ?? "the file");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      problem: "is not known here",
      fix: `take ${key} out, or spell it as lessons/README.md does`,
    }));
  }
  if (issue.code === "invalid_type" && !document.hasIn(path as unknown[])) {
    return [{ path, problem: "is missing", fix: `add ${last}: ${issue.expected}` }];
  }
  if (issue.code === "too_small" && issue.origin === "array") {
    return [{ path, problem: `has too few entries`, fix: `give at least ${issue.minimum}` }];
  }
  if (issue.code === "invalid_union" && path.at(-1) === "kind") {
    return [{ path, problem: "is no kind of check", fix: "use one of the kinds in lessons/README.md" }];
  }
  return [{ path, problem: issue.message, fix: `change ${last}; lessons/README.md says what it may be` }];
}

/** Offset of the key of a field, so that a long value is found by its name; of its parent where it is missing. */
function offsetOf(document: Document, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) return offset;
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
