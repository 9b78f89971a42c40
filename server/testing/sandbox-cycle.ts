import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Sandbox, SandboxDriver } from "../sandbox/driver.ts";
import { podman } from "../sandbox/podman/podman-cli.ts";
import { marksOf } from "./host-traces.ts";

const SIZE = { cols: 80, rows: 24 };

const RUN_CONTAINER = `libraries=$(ldd /usr/bin/sleep | grep -o '/[^ ]*') &&
  tar --create --dereference --file=- /usr/bin/sleep $libraries 2>/dev/null | docker import - tiny &&
  docker run --detach --restart always --stop-signal KILL --publish 8080:80 --volume data:/data --name web tiny /usr/bin/sleep 600`;

/** A container `web` that stays, of an image made from what the sandbox has: needs no registry. */
export async function runContainer(sandbox: Sandbox): Promise<void> {
  const run = await sandbox.exec(["bash", "-c", RUN_CONTAINER], { timeoutMs: 60_000 });
  if (run.exitCode !== 0) throw new Error(`no container ran inside: ${run.stderr}`);
}

/** How a machine comes to its end. */
const ENDINGS = ["as it is", "frozen", "dead", "at work"] as const;

/**
 * A learner's whole stay: a machine is made, worked on, and destroyed with terminals, connections to its engine and a
 * container left open; in turn it is frozen by then, has died, or runs a command. Gives the marks it had on the host.
 */
export async function makeUseDestroy(driver: SandboxDriver, round: number): Promise<string[]> {
  const sandbox = await driver.create({ owner: "cycle", files: { "notes.txt": "kept\n" } });
  const marks = await marksOf(sandbox.id);
  const terminals = await Promise.all([sandbox.openTerminal(SIZE), sandbox.openTerminal(SIZE)]);
  const ended = Promise.all(terminals.map((terminal) => new Promise((resolve) => terminal.onExit(resolve))));
  for (const terminal of terminals) terminal.write("sleep 600\r");
  await runContainer(sandbox);
  const connections = await Promise.all([sandbox.connectEngine(), sandbox.connectEngine()]);
  for (const connection of connections) connection.on("error", () => {});
  const atWork = await bringToItsEnd(sandbox, ENDINGS[round % ENDINGS.length] ?? "as it is");
  await sandbox.destroy();
  await Promise.all([ended, atWork]);
  for (const connection of connections) connection.destroy();
  return marks;
}

async function bringToItsEnd(sandbox: Sandbox, ending: (typeof ENDINGS)[number]): Promise<unknown> {
  if (ending === "frozen") await sandbox.freeze();
  if (ending === "dead") {
    const pid = Number(await podman(["container", "inspect", "--format", "{{.State.Pid}}", sandbox.id]));
    process.kill(pid, "SIGKILL");
    while (await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined)) await delay(20);
  }
  if (ending === "at work") return { work: sandbox.exec(["sleep", "600"]).catch((error: Error) => error) };
  return undefined;
}
