/** Where an answer may come from: images built here, or what the hub gives. */
export type Source = "local" | "hub";

/**
 * Who is asked, in order, for a path of the registry's API; `undefined` = no such path. A tag may have moved, so the
 * hub knows best; content named by its digest is the same everywhere, so the nearest is asked first.
 */
export function sourcesForPath(path: string): readonly Source[] | undefined {
  if (path === "/v2" || path === "/v2/" || path === "/v2/_catalog") return ["local"];
  const [, kind, reference] = /^\/v2\/.+\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (kind !== undefined) {
    return kind === "blobs" || reference?.includes(":") ? ["local", "hub"] : ["hub", "local"];
  }
  return /^\/v2\/.+\/tags\/list$/.test(path) ? ["hub", "local"] : undefined;
}
