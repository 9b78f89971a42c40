"use client";

import { TriangleAlert } from "lucide-react";
import { CodeText } from "../ui/code-text.tsx";
import { useSession } from "./session-provider.tsx";

/** What is wrong with the machine at this moment, though it can be used: stays until it is over. */
export function MachineNotices() {
  const { live } = useSession();
  return (
    <div role="status">
      {live.notices.map(({ kind, message }) => (
        <div
          key={kind}
          className="appear flex items-center gap-3 border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-ink"
        >
          <TriangleAlert className="size-4 shrink-0 text-warn" aria-hidden="true" />
          <p className="min-w-0 flex-1">
            <CodeText>{message}</CodeText>
          </p>
        </div>
      ))}
    </div>
  );
}
