"use client";

import { FolderDown } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { isReady } from "./live-state.ts";
import { useSession } from "./session-provider.tsx";

/** After a machine's time was over: its files, for the new one. Stays until the learner has chosen. */
export function KeptFilesOffer() {
  const { live, requests } = useSession();
  const [busy, setBusy] = useState(false);
  const offered = live.filesKeptAt !== undefined && isReady(live);
  const choose = async (choice: () => Promise<void>) => {
    setBusy(true);
    await choice();
    setBusy(false);
  };
  return (
    <div role="status">
      {offered && (
        <div className="appear flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface-sunken px-4 py-1.5 text-sm text-ink">
          <FolderDown className="size-4 text-accent" aria-hidden="true" />
          <p className="min-w-0 flex-1">
            Your earlier machine’s time was over. Bring the files of your home folder into this one?
          </p>
          <div className="flex gap-1">
            <Button size="small" disabled={busy} onClick={() => void choose(requests.bringFiles)}>
              Bring them
            </Button>
            <Button
              size="small"
              look="quiet"
              disabled={busy}
              onClick={() => void choose(requests.forgetFiles)}
            >
              Forget them
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
