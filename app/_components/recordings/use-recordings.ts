import { useCallback, useEffect, useState } from "react";
import type { RecordingId, RecordingList } from "../../../server/protocol/recordings.ts";
import { deleteRecordings, fetchRecordings } from "../../_lib/recordings-client.ts";

export type RecordingsState =
  | { readonly status: "loading" }
  | { readonly status: "failed"; readonly message: string }
  | { readonly status: "ready"; readonly list: RecordingList };

/** The learner's recordings, as the server has them. */
export function useRecordings() {
  const [state, setState] = useState<RecordingsState>({ status: "loading" });
  const load = useCallback(async () => {
    try {
      setState({ status: "ready", list: await fetchRecordings() });
    } catch (error) {
      setState({ status: "failed", message: (error as Error).message });
    }
  }, []);
  useEffect(() => void load(), [load]);
  /** One or all; what the learner has to know when it did not work, else nothing. */
  const remove = async (id?: RecordingId): Promise<string | undefined> => {
    const fault = await deleteRecordings(id).then(
      () => undefined,
      (error: Error) => error.message,
    );
    await load();
    return fault;
  };
  return { state, load, remove };
}
