import { type FormEvent, useState } from "react";
import { useSession } from "../session/session-provider.tsx";

interface Answering {
  readonly sending: boolean;
  /** Why no answer came back, or what is missing. */
  readonly fault: string | undefined;
  /** Sends an answer; `missing` is said instead while there is none. */
  submit(event: FormEvent, answer: string, missing: string): Promise<void>;
}

/** Sends a learner's answer to a task. What it leads to is told by the task itself. */
export function useAnswer(taskId: string): Answering {
  const { requests } = useSession();
  const [sending, setSending] = useState(false);
  const [fault, setFault] = useState<string>();
  return {
    sending,
    fault,
    async submit(event, answer, missing) {
      event.preventDefault();
      if (sending) return;
      setFault(answer === "" ? missing : undefined);
      if (answer === "") return;
      setSending(true);
      const reply = await requests.answer(taskId, answer);
      setSending(false);
      if (!reply.ok) setFault(reply.error.message);
    },
  };
}
