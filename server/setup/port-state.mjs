// @ts-check
import http from "node:http";
import net from "node:net";

/** `lab`: a Slipway server answers there. @typedef {"free" | "lab" | "taken"} PortState */

/** A server on this machine that takes longer to answer is no help to anybody. Milliseconds. */
const ANSWER_MS = 1_000;

/**
 * @param {{ port: number, host: string }} address
 * @returns {Promise<PortState>}
 */
export async function portState(address) {
  if (await isFree(address)) return "free";
  return (await isLab(address)) ? "lab" : "taken";
}

/** @param {{ port: number, host: string }} address @returns {Promise<boolean>} */
function isFree({ port, host }) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** @param {{ port: number, host: string }} address @returns {Promise<boolean>} */
function isLab({ port, host }) {
  return new Promise((resolve) => {
    const request = http.get({ port, host, path: "/api/health", timeout: ANSWER_MS }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        body += chunk;
        if (body.length > 10_000) request.destroy();
      });
      response.on("end", () => resolve(/"parts":\s*\{\s*"pages"/.test(body)));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
    request.on("close", () => resolve(false));
  });
}
