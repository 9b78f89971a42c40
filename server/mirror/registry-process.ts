import { type ChildProcess, spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { type RegistrySettings, registryConfig } from "./registry-config.ts";

const POLL_MS = 20;
const START_DEADLINE_MS = 10_000;
/** Between asking the registry to end and ending it. Milliseconds. */
const STOP_GRACE_MS = 3_000;
const KEPT_OUTPUT = 2_000;

export interface RegistryProcess {
  /** Resolves, with what it last said, when the process has ended for whatever reason. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

function answers(listen: RegistrySettings["listen"]): Promise<boolean> {
  return new Promise((resolve) => {
    const where =
      "port" in listen ? { host: "127.0.0.1", port: listen.port } : { socketPath: listen.socketPath };
    const request = http.get({ ...where, path: "/v2/", timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

/** The kernel ends the registry when this process dies, however it dies. */
function launch(configFile: string): ChildProcess {
  return spawn("setpriv", ["--pdeathsig", "TERM", "docker-registry", "serve", configFile], {
    stdio: ["ignore", "ignore", "pipe"],
    // Ours is not passed on: variables named REGISTRY_... would override the configuration.
    env: { NODE_ENV: "production", PATH: "/usr/local/bin:/usr/bin:/bin" },
  });
}

/**
 * Starts a registry and resolves once it answers. `configFile` is written first. Rejects, leaving no process, when
 * it ends or does not answer within 10 s.
 */
export async function startRegistry(
  settings: RegistrySettings,
  configFile: string,
): Promise<RegistryProcess> {
  if ("socketPath" in settings.listen) await rm(settings.listen.socketPath, { force: true });
  await writeFile(configFile, registryConfig(settings));
  const child = launch(configFile);
  let output = "";
  let running = true;
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-KEPT_OUTPUT);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(output.trim()));
  }).finally(() => {
    running = false;
  });
  const stop = async () => {
    if (!running) return;
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
    await ended;
    clearTimeout(kill);
  };
  const deadline = performance.now() + START_DEADLINE_MS;
  while (!(await answers(settings.listen))) {
    if (!running || performance.now() > deadline) {
      await stop();
      throw new Error(`The image registry did not start: ${(await ended) || "it gave no answer"}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { ended, stop };
}
