export type HubState = "absent" | "answering" | "silent";

export interface MirrorState {
  readonly registryUp: boolean;
  readonly hub: HubState;
  /** As lessons name them. */
  readonly imageNames: readonly string[];
}

/** Where Docker goes for an image that names no registry, once its mirror had none. */
export const HUB_REGISTRY = "registry-1.docker.io";

const OUTSIDE: Readonly<Record<HubState, string>> = {
  absent: "this lab has no internet, and its own store has",
  silent: "Docker Hub does not answer, and this lab's own store has",
  answering: "this lab reaches Docker Hub through its store only, and that found",
};

/** Several tags of one repository stand together: `tide (1.0, 2.0)`. */
function listImages(names: readonly string[]): string {
  const repositoryOf = (name: string) => name.split(":")[0] ?? name;
  const byRepository = Object.groupBy(names, repositoryOf);
  return Object.entries(byRepository)
    .map(([repository, ofIt = []]) =>
      ofIt.length === 1
        ? ofIt[0]
        : `${repository} (${ofIt.map((name) => name.slice(repository.length + 1)).join(", ")})`,
    )
    .join(", ");
}

/**
 * What a learner reads when Docker wants to leave the lab for `host`. Docker shows the sentence as the error, behind
 * the address it tried, so it is one line of plain ASCII. Docker comes here after its mirror had no such image, but
 * for `docker push` and `docker login` too: the sentence must be true of them as well.
 */
export function describeNoWayOut(host: string, state: MirrorState): string {
  const here = `Images here: ${listImages(state.imageNames)}.`;
  if (host !== HUB_REGISTRY) {
    return `this lab has no internet, so ${host.replace(/[^\w.-]/g, "?")} cannot be reached. ${here}`;
  }
  if (!state.registryUp) {
    return "this lab's image store is starting again. Try once more in a few seconds.";
  }
  return `${OUTSIDE[state.hub]} no image of that name and tag. ${here} Check the spelling and the tag.`;
}

/** An error in the form of the registry's API. */
export const registryError = (code: string, message: string): string =>
  JSON.stringify({ errors: [{ code, message }] });
