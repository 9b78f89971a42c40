import path from "node:path";

/**
 * A module of `server/` as Node itself runs it, not bundled: Next would search the whole project, the data of learners
 * included, for files that such a module may read. Cast to `typeof import("...")` of the same path.
 */
export function serverModule(pathInServer: string): Promise<unknown> {
  return import(/* turbopackIgnore: true */ path.join(process.cwd(), "server", pathInServer));
}
