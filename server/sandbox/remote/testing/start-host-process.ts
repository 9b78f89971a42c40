import { spawn } from "node:child_process";
import path from "node:path";
import type { Duplex } from "node:stream";
import { userLink } from "../process-link.ts";
import { createRemoteDriver } from "../remote-driver.ts";

/** A driver whose sandboxes are another process's: real ones with `prefix`, else fake. `refusals`: what it refused. */
export function startHostProcess(prefix?: string) {
  const main = path.join(import.meta.dirname, "host-process.ts");
  const child = spawn(process.execPath, [main, ...(prefix === undefined ? [] : [prefix])], {
    stdio: ["ignore", "pipe", "inherit", "pipe", "ipc"],
  });
  const refusals: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => refusals.push(...text.trim().split("\n")));
  const lines = child.stdio[3] as Duplex;
  return {
    child,
    lines,
    refusals,
    driver: createRemoteDriver(userLink(child, lines)),
    stop: () =>
      new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.kill();
      }),
  };
}
