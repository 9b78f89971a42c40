import type { Sandbox } from "../sandbox/driver.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** What a lesson leaves behind takes a second; who has made hundreds of containers is better off with a fresh machine. Milliseconds. */
const TIDY_MS = 20_000;
/** What the engine says goes into the log as the learner's own words: cut short. */
const SAID_LENGTH = 200;

/** `$@`: images to keep. Containers first, since they hold the rest; what the engine itself needs, it keeps. */
const SCRIPT = `
set -e
containers=$(docker ps --all --quiet --no-trunc)
[ -z "$containers" ] || docker rm --force --volumes $containers
docker network prune --force
docker volume prune --all --force
kept=$(docker image inspect --format '{{.Id}}' "$@" 2>/dev/null || true)
for image in $(docker image ls --quiet --no-trunc | sort -u); do
  case $kept in
    *$image*) ;;
    *) docker image rm --force $image ;;
  esac
done
docker builder prune --all --force
`;

export interface LessonStart {
  /** Path relative to the home folder -> content. */
  readonly files: Readonly<Record<string, string>>;
  /** Images that are there from the start, by the names that a learner types. */
  readonly images: readonly string[];
}

/**
 * Puts a machine back to the start of its lesson: no container, network of the learner's, volume, further image or build
 * cache is left, and the lesson's files are as they were. Shells, their history and other files stay. All is done inside,
 * by the learner's own engine. Rejects with `sandbox-failed`, which names the way out, or as `exec` does.
 */
export async function tidyUp(
  sandbox: Pick<Sandbox, "id" | "exec" | "placeFiles">,
  { files, images }: LessonStart,
): Promise<void> {
  const argv = ["sh", "-c", SCRIPT, "tidy-up", ...images];
  const { exitCode, stderr } = await sandbox.exec(argv, { user: "root", timeoutMs: TIDY_MS });
  if (exitCode !== 0) {
    throw new SandboxError({
      code: "sandbox-failed",
      learnerMessage:
        "Not everything could be cleared away: your machine's Docker Engine refused. Reset the machine instead; your progress is kept.",
      detail: `sandbox ${sandbox.id} was not tidied up (${exitCode}): ${stderr.slice(0, SAID_LENGTH)}`,
    });
  }
  await sandbox.placeFiles(files);
}
