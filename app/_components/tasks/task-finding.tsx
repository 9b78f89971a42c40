import { agoWords } from "../../_lib/ago-words.ts";
import { useNow } from "../session/use-now.ts";
import { CodeText } from "../ui/code-text.tsx";
import type { Finding } from "./task-face.ts";

/** What the check found, what it expects, and the next small step. */
export function TaskFinding({ finding }: { finding: Finding }) {
  const rows = [
    ["Found", finding.found],
    ["Expected", finding.expected],
    ["Next", finding.next],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-[0.9375rem] leading-normal">
      {rows.map(([name, words]) => (
        <div key={name} className="contents">
          <dt className="text-sm leading-[1.6] text-ink-muted">{name}</dt>
          <dd className={name === "Next" ? "font-medium" : undefined}>
            <CodeText>{words}</CodeText>
            {name === "Found" && finding.at && <Ago at={finding.at} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Goes on counting without being read out again. */
function Ago({ at }: { at: string }) {
  const now = useNow(5_000);
  if (!now) return null;
  return (
    <time dateTime={at} aria-live="off" className="text-ink-muted">
      {` That was ${agoWords(now.wall - Date.parse(at))}.`}
    </time>
  );
}
