import { z } from "zod";

/** What the sandbox host and the server have between them, beside calls for sandboxes and Node's channel for sockets. */

/** Descriptors that the server finds open: the lines to its host, and the public port, to be listened on. */
export const HOST_LINES_FD = 3;
export const PORT_FD = 4;

/** How the lab's other processes are: from the host, at the start and at each change. */
export const PartsNews = z.strictObject({
  parts: z.record(z.string(), z.enum(["starting", "ready", "restarting", "stopped"])),
});

/** The server's line that says it serves. */
export const ReadyLine = z.strictObject({ ready: z.literal(true), port: z.int().min(1).max(65_535) });
