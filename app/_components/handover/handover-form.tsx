import type { HandoverFault } from "../../../server/protocol/handover-code.ts";
import { Button } from "../ui/button.tsx";

const FIELD = "handover-code";
const FAULT = "handover-fault";

const faults: Record<HandoverFault, string> = {
  wrong:
    "This code does not work. It may be mistyped, used before or older than ten minutes. Make a new one.",
  own: "This code was made in this browser, which is that learner already. Type it on the other device.",
  "too-many": "Too many codes that do not work were tried here. Wait ten minutes, then make a new one.",
};

interface HandoverFormProps {
  /** From the address, as it is shown; empty = to be typed. */
  code: string;
  fault: HandoverFault | undefined;
  /** Tasks that were passed in this browser. */
  passedHere: number;
}

/** The question before this browser becomes another learner's. Works without scripts. */
export function HandoverForm({ code, fault, passedHere }: HandoverFormProps) {
  return (
    <>
      <h1 className="text-[2rem] leading-[1.1] font-semibold tracking-[-0.03em] sm:text-[2.25rem]">
        Continue on this device
      </h1>
      <p className="mt-3 text-[1.0625rem] leading-relaxed text-ink-muted">
        On the device that you have worked on, open Help and choose “Continue on another device”. It shows a
        code.
      </p>
      <form method="post" action="/api/handover" className="mt-8">
        <label htmlFor={FIELD} className="font-medium">
          Code from the other device
        </label>
        <input
          id={FIELD}
          name="code"
          defaultValue={code}
          required
          maxLength={20}
          autoCapitalize="characters"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          placeholder="ABCD-2345"
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : FAULT}
          className="mt-2 block h-12 w-full max-w-64 rounded-control border border-line-strong bg-surface-raised px-3 font-mono text-xl tracking-widest uppercase placeholder:text-ink-muted"
        />
        {fault !== undefined && (
          <p id={FAULT} role="alert" className="mt-2 max-w-md text-[0.9375rem] text-danger">
            {faults[fault]}
          </p>
        )}
        <h2 className="mt-8 font-semibold">What happens then</h2>
        <ul className="mt-2 flex list-disc flex-col gap-1.5 pl-5 leading-relaxed">
          <li>
            This browser continues as that learner: the same progress, and the same machine with its
            terminals. The other device stays as it is.
          </li>
          <li>{aboutPasses(passedHere)}</li>
          <li>
            A machine that was started in this browser is left behind. It is removed when its time is over.
          </li>
        </ul>
        <Button type="submit" look="primary" className="mt-6">
          Continue as that learner
        </Button>
      </form>
    </>
  );
}

function aboutPasses(count: number): string {
  if (count === 0) return "No task was passed in this browser so far, so no progress is lost.";
  const tasks = count === 1 ? "The task that was passed" : `The ${count} tasks that were passed`;
  return `${tasks} in this browser ${count === 1 ? "is" : "are"} added to that learner's.`;
}
