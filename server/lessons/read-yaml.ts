import { parseDocument } from "yaml";
import type { z } from "zod";
import type { Report } from "./course-error.ts";

/** YAML text -> what the schema makes of it, or `undefined` with each fault reported by field. */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  file: string,
  report: Report,
): z.infer<Schema> | undefined {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    for (const error of document.errors) report(file, undefined, error.message.split("\n")[0] ?? "not YAML");
    return undefined;
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    report(file, issue.path.length > 0 ? issue.path.join(".") : undefined, issue.message);
  }
  return undefined;
}
