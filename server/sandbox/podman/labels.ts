/** Everything we start carries these, so that it can be found again and nothing else is touched. */
export const LABEL_PREFIX = "io.slipway.prefix";
export const LABEL_KIND = "io.slipway.kind";
export const LABEL_OWNER = "io.slipway.owner";

export const ownLabels = (prefix: string, owner: string): readonly string[] => [
  `${LABEL_PREFIX}=${prefix}`,
  `${LABEL_KIND}=sandbox`,
  `${LABEL_OWNER}=${owner}`,
];
