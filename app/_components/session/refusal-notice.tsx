"use client";

import { TriangleAlert, X } from "lucide-react";
import { CodeText } from "../ui/code-text.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { useSession } from "./session-provider.tsx";

/** Something the server did not do, in its own sentence, until it is put away. */
export function RefusalNotice() {
  const { live, dispatch } = useSession();
  return (
    <div role="alert">
      {live.refusal && (
        <div className="appear flex items-center gap-3 border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-ink">
          <TriangleAlert className="size-4 shrink-0 text-warn" aria-hidden="true" />
          <p className="min-w-0 flex-1">
            <CodeText>{live.refusal.message}</CodeText>
          </p>
          <IconButton label="Hide" onClick={() => dispatch({ type: "refused", error: undefined })}>
            <X className="size-4" aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </div>
  );
}
