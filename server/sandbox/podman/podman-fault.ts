import { SandboxError } from "../sandbox-error.ts";
import { PodmanCommandError } from "./podman-cli.ts";

const WORDS: Readonly<Record<string, string>> = {
  missing: "Podman, which makes the machines, is not installed on the lab's computer.",
  late: "Podman, which makes the machines, does not answer on the lab's computer.",
  busy: "Podman, which makes the machines, does not answer on the lab's computer.",
};

/** What is wrong with Podman itself, as a sentence for learner and operator; `undefined` = nothing is known to be. */
export function podmanFaultWords(error: unknown): string | undefined {
  return error instanceof PodmanCommandError ? WORDS[error.fault] : undefined;
}

/** Podman does not end: to wait for what it should tidy up would only make the learner wait. */
export function isPodmanStuck(error: unknown): boolean {
  return error instanceof PodmanCommandError && (error.fault === "late" || error.fault === "busy");
}

/** What of a failure to make a sandbox is told to whom. */
export function creationFailed(id: string, cause: unknown): SandboxError {
  if (cause instanceof SandboxError) return cause;
  const words = podmanFaultWords(cause);
  return new SandboxError({
    code: "sandbox-failed",
    learnerMessage:
      words === undefined
        ? "Your machine did not start. The operator can find the cause in the log. Try again."
        : `Your machine did not start. ${words} The operator was told; try again in a few minutes.`,
    detail: `sandbox ${id}: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });
}

/** Rejections of `work` say in a sentence what is wrong with Podman, where that is known. */
export async function namingPodmanFaults<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const words = podmanFaultWords(cause);
    if (words === undefined) throw cause;
    throw new SandboxError({
      code: "sandbox-failed",
      learnerMessage: words,
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
