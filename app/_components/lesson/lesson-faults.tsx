import type { Fault } from "../../../server/lessons/course-error.ts";
import { CodeText } from "../ui/code-text.tsx";

/** For who writes the lesson: every fault with its place and its mending. */
export function LessonFaults({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul className="mt-4 flex flex-col gap-4 text-[0.9375rem] leading-normal">
      {faults.map(({ file, line, field, problem, fix }) => (
        <li key={`${file}:${line}:${field}:${problem}`} className="border-l-2 border-warn pl-4">
          <code className="font-mono text-sm break-all text-ink-muted">
            lessons/{file}
            {line !== undefined && `:${line}`}
          </code>
          <p>
            {field !== undefined && <code className="font-mono text-sm">{field} </code>}
            <CodeText>{problem}</CodeText>
          </p>
          <p className="text-ink-muted">
            <CodeText>{fix}</CodeText>
          </p>
        </li>
      ))}
    </ul>
  );
}
