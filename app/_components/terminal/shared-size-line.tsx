import type { TerminalShare } from "../../../server/protocol/events.ts";
import type { TerminalSize } from "../../../server/protocol/payloads.ts";
import { LineButton } from "./line-button.tsx";
import { sharedSizeWords } from "./shared-size-words.ts";

interface SharedSizeLineProps {
  share: TerminalShare | undefined;
  /** What this window could show. */
  room: TerminalSize | undefined;
  onLead: () => void;
}

/** Says why a terminal is not as large as its place, and what can be done about it. */
export function SharedSizeLine({ share, room, onLead }: SharedSizeLineProps) {
  const words = share?.sizedBy === "another" && room ? sharedSizeWords(share.size, room) : undefined;
  return (
    <div
      role="status"
      className="flex shrink-0 flex-wrap items-center gap-x-0.5 border-line px-3 text-[0.8125rem] text-ink-muted not-empty:min-h-7 not-empty:border-t not-empty:py-0.5"
    >
      {words !== undefined && (
        <>
          <span className="min-w-0">{words}</span>
          <LineButton onClick={onLead}>Use this window's size</LineButton>
        </>
      )}
    </div>
  );
}
