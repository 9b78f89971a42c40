export type HubState = "absent" | "answering" | "silent";

export interface MirrorState {
  readonly registryUp: boolean;
  readonly hub: HubState;
  /** As lessons name them. */
  readonly imageNames: readonly string[];
}

const DOCKER_HUB = /(^|\.)docker\.(io|com)$/;

/**
 * What a learner reads when Docker wants to leave the lab for `host`. Docker asks its mirror first and then the hub
 * itself, so for the hub this means that the mirror had no such image. Docker shows the sentence as the error, so it
 * is one line of plain ASCII.
 */
export function describeNoWayOut(host: string, state: MirrorState): string {
  const here = `Images here: ${state.imageNames.join(", ")}.`;
  if (!DOCKER_HUB.test(host)) {
    return `this lab has no internet, so ${host.replace(/[^\w.-]/g, "?")} cannot be reached. ${here}`;
  }
  if (!state.registryUp) {
    return "this lab's image store is starting again. Try once more in a few seconds.";
  }
  if (state.hub === "answering") {
    return "no image of that name and tag, neither in this lab nor on Docker Hub. Check the spelling, then the tag.";
  }
  const outside = state.hub === "silent" ? "Docker Hub does not answer now" : "this lab has no internet";
  return `no image of that name and tag in this lab (${outside}). Check the spelling, then the tag. ${here}`;
}

/** An error in the form of the registry's API. */
export const registryError = (code: string, message: string): string =>
  JSON.stringify({ errors: [{ code, message }] });
