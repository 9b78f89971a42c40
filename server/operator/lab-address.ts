import { readFile, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";

const fileOf = (runDir: string) => path.join(runDir, "address");

/** Where a server that listens on `host` is reached from its own machine. */
function localUrl(host: string, port: number): string {
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Leaves word of where the lab is reached, for commands on this machine; `remove` when it ends. */
export async function writeLabAddress(
  runDir: string,
  host: string,
  port: number,
): Promise<{ remove(): Promise<void> }> {
  await writeFile(fileOf(runDir), `${localUrl(host, port)}\n`, { mode: 0o600 });
  return { remove: () => rm(fileOf(runDir), { force: true }) };
}

/**
 * Where the lab is reached that holds `lock`; `undefined` = none runs. A lab that was killed leaves its word behind,
 * but not its lock, so that no token is sent to whoever has its port now.
 */
export async function readLabAddress(runDir: string, lock: string): Promise<string | undefined> {
  if (!(await isHeld(lock))) return undefined;
  const text = await readFile(fileOf(runDir), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.trim() === "" ? undefined : text.trim();
}

function isHeld(lock: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(`\0${lock}`);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}
