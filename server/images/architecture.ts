/** Of a processor, as Docker and Debian both call it. */
export type Architecture = "amd64" | "arm64";

const OF_NODE: Readonly<Record<string, Architecture>> = { x64: "amd64", arm64: "arm64" };

/** This machine's own. Throws on machines that images are not built for. */
export function hostArchitecture(): Architecture {
  const architecture = OF_NODE[process.arch];
  if (architecture === undefined) throw new Error(`Images cannot be built for ${process.arch}.`);
  return architecture;
}
