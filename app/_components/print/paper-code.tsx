import type { ReactNode } from "react";
import { commandLines } from "../../_lib/command-lines.ts";

/** A command, with its prompt, wrapped where the paper ends. */
export function PaperCommand(props: { "data-code"?: string }) {
  return (
    <figure aria-label="Command" className="break-inside-avoid rounded-control border border-line-strong">
      <pre className="px-4 py-2 font-mono text-[0.84375rem] leading-6">
        <code>
          {commandLines(props["data-code"] ?? "").map(({ text, prompt }, index) => {
            const key = `${index}-${text}`;
            return (
              <span key={key} className="flex">
                <span aria-hidden="true" className="w-5 shrink-0 text-ink-muted">
                  {prompt ? "$" : ""}
                </span>
                <span className="min-w-0 wrap-anywhere whitespace-pre-wrap">{`${text}\n`}</span>
              </span>
            );
          })}
        </code>
      </pre>
    </figure>
  );
}

/** What a program prints. */
export function PaperOutput({ children }: { children?: ReactNode }) {
  return <PaperText caption="Output" text={children} />;
}

interface PaperCodeProps {
  "data-name"?: string;
  "data-lang"?: string;
  children?: ReactNode;
}

/** Text for a file. */
export function PaperCode({ "data-name": name, "data-lang": lang, children }: PaperCodeProps) {
  return <PaperText caption={name ?? lang ?? "Text"} text={children} />;
}

function PaperText({ caption, text }: { caption: string; text: ReactNode }) {
  return (
    <figure className="border-l-2 border-line-strong pl-4">
      <figcaption className="break-after-avoid text-xs text-ink-muted">{caption}</figcaption>
      <pre className="pt-0.5 font-mono text-[0.78125rem] leading-5 wrap-anywhere whitespace-pre-wrap">
        <code>{text}</code>
      </pre>
    </figure>
  );
}
