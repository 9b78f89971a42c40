import net from "node:net";
import { HOST_LINES_FD, PartsNews } from "../host/server-seam.ts";
import type { ProcessState } from "../processes/supervise.ts";
import type { SandboxDriver } from "../sandbox/driver.ts";
import { userLink } from "../sandbox/remote/process-link.ts";
import { createRemoteDriver } from "../sandbox/remote/remote-driver.ts";

/** Resolves when the host has said for the first time how the other processes are. */
export async function connectHost(): Promise<{
  driver: SandboxDriver;
  parts: () => Readonly<Record<string, ProcessState>>;
}> {
  const link = userLink(process, new net.Socket({ fd: HOST_LINES_FD }));
  const told = Promise.withResolvers<void>();
  let parts: Readonly<Record<string, ProcessState>> = {};
  const driver = createRemoteDriver({
    ...link,
    onMessage(listener) {
      link.onMessage((message) => {
        const news = PartsNews.safeParse(message);
        if (!news.success) return listener(message);
        parts = news.data.parts;
        told.resolve();
      });
    },
  });
  await told.promise;
  return { driver, parts: () => parts };
}
