import type { ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
import type { HostLink } from "../sandbox/remote/link.ts";
import { hostLink } from "../sandbox/remote/process-link.ts";
import { type Service, serveDriver } from "../sandbox/remote/serve-driver.ts";
import { HOST_LINES_FD } from "./server-seam.ts";

/** A server that sends this much nonsense is broken, or no longer ours. */
export const MAX_REFUSALS = 20;

/** Has sandboxes for a child process, and ends it by force when it asks too often for what it may not have. */
export function serveChild(child: ChildProcess, { onRefused, ...service }: Omit<Service, "link">): HostLink {
  let refusals = 0;
  const refused = (why: string) => {
    refusals += 1;
    onRefused(why);
    if (refusals === MAX_REFUSALS) child.kill("SIGKILL");
  };
  const link = hostLink(child, child.stdio[HOST_LINES_FD] as Duplex, refused);
  serveDriver({ ...service, link, onRefused: refused });
  return link;
}
