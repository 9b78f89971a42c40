import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";

interface FileBlockProps {
  "data-name"?: string;
  "data-lang"?: string;
  children?: ReactNode;
}

/** Text for a file, or any other that is not a command: copied, never run. */
export function FileBlock({ "data-name": name, "data-lang": lang, children }: FileBlockProps) {
  const text = textOf(children);
  return (
    <figure className="overflow-hidden rounded-control border border-line bg-surface-raised">
      <figcaption className="flex h-9 items-center justify-between border-b border-line bg-surface-sunken pr-0.5 pl-4 text-sm">
        <span className={name ? "font-mono text-[0.8125rem]" : "text-ink-muted"}>
          {name ?? lang ?? "Text"}
        </span>
        <CopyButton text={text} label={name ? `Copy ${name}` : "Copy the text"} />
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide text is scrolled by keyboard too.
        tabIndex={0}
        className="overflow-x-auto px-4 py-2.5 font-mono text-sm leading-6 -outline-offset-2"
      >
        <code>{text}</code>
      </pre>
    </figure>
  );
}

function textOf(children: ReactNode): string {
  return Array.isArray(children)
    ? children.map(textOf).join("")
    : typeof children === "string"
      ? children
      : "";
}
