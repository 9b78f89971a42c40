import http from "node:http";

/** One of the two registries behind the gate. */
export interface Upstream {
  readonly socketPath: string;
  /** Longest wait for the beginning of an answer. Milliseconds. */
  readonly timeoutMs: number;
}

/** What a registry needs to know of a request; nothing else of it is passed on. */
const PASSED_ON = ["accept", "range", "if-none-match", "if-range", "user-agent"];

/**
 * Asks a registry and gives its answer as soon as the head of it is there. Rejects when it cannot be reached or is
 * silent for too long. The caller reads the body or destroys it.
 */
export function ask(
  upstream: Upstream,
  request: http.IncomingMessage,
  agent: http.Agent,
): Promise<http.IncomingMessage> {
  const headers: http.OutgoingHttpHeaders = { host: "mirror" };
  for (const name of PASSED_ON) {
    if (request.headers[name] !== undefined) headers[name] = request.headers[name];
  }
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      { socketPath: upstream.socketPath, method: request.method, path: request.url, headers, agent },
      (response) => {
        clearTimeout(timer);
        resolve(response);
      },
    );
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer in ${upstream.timeoutMs} ms`)),
      upstream.timeoutMs,
    );
    outgoing.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    outgoing.end();
  });
}
