import { useCallback, useEffect, useState } from "react";
import type { RecordingId, RecordingView } from "../../../server/protocol/recordings.ts";
import { fetchCast, fetchRecordings, RecordingsFault } from "../../_lib/recordings-client.ts";
import { type Cast, parseCast } from "./cast.ts";

export type RecordingState =
  | { readonly status: "loading" }
  | { readonly status: "gone" }
  | { readonly status: "failed"; readonly message: string }
  | { readonly status: "ready"; readonly cast: Cast; readonly recording: RecordingView };

const GONE: RecordingState = { status: "gone" };

async function read(id: RecordingId): Promise<RecordingState> {
  try {
    const [{ recordings }, text] = await Promise.all([fetchRecordings(), fetchCast(id)]);
    const recording = recordings.find((each) => each.id === id);
    const cast = parseCast(text);
    return recording === undefined || cast === undefined ? GONE : { status: "ready", cast, recording };
  } catch (error) {
    if (!(error instanceof RecordingsFault)) throw error;
    return error.gone ? GONE : { status: "failed", message: error.message };
  }
}

/** One recording of the learner's, with all that it holds. */
export function useRecording(id: RecordingId) {
  const [state, setState] = useState<RecordingState>({ status: "loading" });
  const load = useCallback(async () => {
    setState({ status: "loading" });
    setState(await read(id));
  }, [id]);
  useEffect(() => void load(), [load]);
  return { state, load };
}
