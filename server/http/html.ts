/** Markup that is whole and safe as it stands: made by `html`, or a constant of ours. */
export class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

type Value = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const markup = (value: Value): string => {
  if (value instanceof Markup) return value.toString();
  if (Array.isArray(value)) return value.join("");
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
};

/** HTML with every value escaped, in text and in quoted attributes, unless it is itself markup. */
export const html = (texts: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(String.raw({ raw: texts }, ...values.map(markup)));
