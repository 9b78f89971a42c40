import { RECORDINGS_PATH, type RecordingId, type RecordingList } from "../../server/protocol/recordings.ts";
import type { ReplyError } from "../../server/protocol/reply.ts";

/** A request for recordings that was refused, or not answered; the message is for the learner. */
export class RecordingsFault extends Error {
  /** There is no such recording. */
  readonly gone: boolean;

  constructor(message: string, gone = false) {
    super(message);
    this.gone = gone;
  }
}

async function ask(address: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(`${RECORDINGS_PATH}${address}`, init).catch(() => undefined);
  if (response === undefined) {
    throw new RecordingsFault("The lab does not answer. Look at your connection, then try again.");
  }
  if (response.ok) return response;
  const said = (await response.json().catch(() => undefined)) as { error?: ReplyError } | undefined;
  const message = said?.error?.message ?? `The lab answered with ${response.status}. Try again in a moment.`;
  throw new RecordingsFault(message, response.status === 404);
}

export async function fetchRecordings(): Promise<RecordingList> {
  return (await ask("")).json();
}

export async function fetchCast(id: RecordingId): Promise<string> {
  return (await ask(`/${id}/cast`)).text();
}

/** One, or all of the learner's but those of open terminals. */
export async function deleteRecordings(id?: RecordingId): Promise<void> {
  await ask(id === undefined ? "" : `/${id}`, { method: "DELETE" });
}

/** Address of a recording's file. */
export const castAddress = (id: RecordingId) => `${RECORDINGS_PATH}/${id}/cast`;
