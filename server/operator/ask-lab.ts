import { CommandError } from "./command-error.ts";
import type { LabStatus } from "./lab-status.ts";

/** A lab on this machine that takes longer is in trouble. Milliseconds. */
const ANSWER_MS = 15_000;

/** A running lab, as a command on its machine sees it. Every call rejects with a CommandError. */
export interface RunningLab {
  readonly url: string;
  status(): Promise<LabStatus>;
  /** False = it has no such session or sandbox. */
  stop(id: string): Promise<boolean>;
}

/** Asks the lab at `url`, with the operator's token. */
export function askLab(url: string, token: string): RunningLab {
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(`${url}${path}`, { ...init, headers, signal }).catch((error) => {
      throw new CommandError(`The lab at ${url} does not answer. Its log may say why.`, error);
    });
    if (answer.status === 429) throw new CommandError("Too many wrong tokens were sent. Wait a minute.");
    return answer;
  }

  return {
    url,
    async status() {
      const answer = await ask("/operator/status");
      if (!answer.ok) {
        throw new CommandError(
          `The lab at ${url} does not take this data folder's token. Set SLIPWAY_DATA to its own.`,
        );
      }
      return (await answer.json()) as LabStatus;
    },
    async stop(id) {
      const answer = await ask("/operator/stop", { method: "POST", body: JSON.stringify({ id }) });
      if (answer.status === 404 || answer.status === 400) return false;
      if (!answer.ok)
        throw new CommandError(`The lab could not stop it (${answer.status}). Its log has the cause.`);
      return true;
    },
  };
}
