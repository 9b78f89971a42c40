import { useState } from "react";
import type { TaskSolution } from "../../../server/protocol/events.ts";
import { CommandBlock } from "../lesson/command-block.tsx";
import { useSession } from "../session/session-provider.tsx";
import { Button } from "../ui/button.tsx";
import { CodeText } from "../ui/code-text.tsx";

export type SolutionState =
  | { readonly status: "folded" }
  | { readonly status: "asked" }
  | { readonly status: "loading" }
  | ({ readonly status: "shown" } & TaskSolution)
  | { readonly status: "failed"; readonly message: string };

export function useSolution(taskId: string) {
  const { requests } = useSession();
  const [state, setState] = useState<SolutionState>({ status: "folded" });
  const load = async () => {
    setState({ status: "loading" });
    const reply = await requests.solution(taskId);
    setState(
      reply.ok ? { status: "shown", ...reply.value } : { status: "failed", message: reply.error.message },
    );
  };
  return {
    state,
    ask: () => setState({ status: "asked" }),
    fold: () => setState({ status: "folded" }),
    load,
  };
}

/** The solution, after a question whether it is wanted. */
export function Solution({ state, load, fold }: ReturnType<typeof useSolution>) {
  switch (state.status) {
    case "folded":
      return null;
    case "asked":
    case "loading":
      return (
        <div className="appear flex flex-col gap-3 rounded-control border border-line bg-surface-raised p-3">
          <p className="text-[0.9375rem] leading-normal">
            This shows you the solution. What you find yourself stays with you longer.
          </p>
          <div className="flex flex-wrap gap-2">
            <Button size="small" onClick={load} disabled={state.status === "loading"} autoFocus>
              Show it
            </Button>
            <Button size="small" look="quiet" onClick={fold}>
              Keep trying
            </Button>
          </div>
        </div>
      );
    case "shown":
      return (
        <div className="appear">
          <p className="mb-1.5 text-sm text-ink-muted">Solution</p>
          {state.answer && (
            <>
              <ul className="mb-3 list-disc pl-5 text-[0.9375rem] leading-normal">
                {state.answer.map((line) => (
                  <li key={line}>
                    <CodeText>{line}</CodeText>
                  </li>
                ))}
              </ul>
              <p className="mb-1.5 text-sm text-ink-muted">See for yourself</p>
            </>
          )}
          <CommandBlock data-code={state.solution} />
        </div>
      );
    case "failed":
      return (
        <p role="alert" className="text-[0.9375rem] text-danger">
          {state.message}{" "}
          <button type="button" onClick={load} className="font-medium underline underline-offset-3">
            Try again
          </button>
        </p>
      );
  }
}
