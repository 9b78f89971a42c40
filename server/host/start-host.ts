import { mkdir } from "node:fs/promises";
import type { Logger } from "pino";
import type { Settings } from "../env.ts";
import { writeLabAddress } from "../operator/lab-address.ts";
import { readOperatorToken } from "../operator/operator-token.ts";
import { lockOf, podmanSettings, runDirOf } from "../podman-settings.ts";
import { holdLock } from "../processes/hold-lock.ts";
import { openPort } from "../processes/open-port.ts";
import { type SupervisedProcess, supervise } from "../processes/supervise.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { overStreams } from "../sandbox/fake/over-streams.ts";
import { createStreamedPodmanDriver, isSandboxName } from "../sandbox/podman/podman-driver.ts";
import type { StreamedDriver } from "../sandbox/streamed-driver.ts";
import { labFolders, makeLabFolders } from "./lab-folders.ts";
import { labProcesses } from "./lab-processes.ts";
import { serveChild } from "./serve-child.ts";
import { ReadyLine } from "./server-seam.ts";
import { serverUser } from "./server-user.ts";

export interface Host {
  readonly url: string;
  /** Status page, with the operator's token. */
  readonly operatorUrl: string;
  /** Ends the lab's processes; sandboxes live on and are found again by the next start. */
  close(): Promise<void>;
}

/**
 * Starts the lab: has the sandboxes, and runs the server, the pages and the mirror, which may not. Rejects with a sentence
 * for the operator; whatever had started by then is stopped again. `onBack`: the server had died, and serves again.
 */
export async function startHost(
  settings: Settings,
  log: Logger,
  onBack: (url: string) => void,
): Promise<Host> {
  const closers: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const close of closers.reverse().splice(0)) await close();
  };
  try {
    const runDir = runDirOf(settings.prefix);
    await mkdir(runDir, { recursive: true, mode: 0o711 });
    const lock = await holdLock(lockOf(settings.prefix), `A lab of the name "${settings.prefix}"`);
    closers.push(() => lock.release());
    const user = settings.driver === "podman" ? await serverUser(settings.user) : undefined;
    const folders = labFolders(settings.dataDir, runDir);
    await makeLabFolders(folders, user);
    const held = openPort(settings.host, settings.port);
    closers.push(() => held.close());
    const { driver, isOurs } = await createDriver(settings, log);
    closers.push(() => driver.close());

    const children: Record<string, SupervisedProcess> = {};
    const onDeath = (detail: string) => log.error({ detail }, "a part of the lab ended");
    const { server: serverProcess, ...others } = labProcesses(settings, folders, user);
    let tellParts = () => {};
    for (const [name, process] of Object.entries(others)) {
      const child = supervise({ name, ...process, onDeath, onChange: () => tellParts() });
      children[name] = child;
      closers.push(() => child.stop());
    }

    const shown = settings.host === "0.0.0.0" || settings.host === "::" ? "localhost" : settings.host;
    let port = 0;
    let url = "";
    const server = supervise({
      name: "server",
      ...serverProcess,
      further: ["pipe", held.handle as never, "ipc"],
      onDeath,
      onStart(child) {
        const link = serveChild(child, {
          driver,
          isOurs,
          relayDir: folders.relayRun,
          onRefused: (why) => log.warn({ why }, "the server asked for something that it may not have"),
        });
        tellParts = () => {
          const states = Object.entries(children).map(([name, { state }]) => [name, state()]);
          link.send({ parts: Object.fromEntries(states) });
        };
        tellParts();
      },
      onReady(line) {
        const isBack = url !== "";
        port = ReadyLine.parse(JSON.parse(line)).port;
        url = `http://${shown}:${port}`;
        if (isBack) onBack(url);
      },
    });
    closers.push(() => server.stop());

    await Promise.all([server.ready, ...Object.values(children).map((child) => child.ready)]);
    const address = await writeLabAddress(runDir, settings.host, port);
    closers.push(() => address.remove());
    const token = await readOperatorToken(settings.dataDir);
    return { url, operatorUrl: `${url}/operator?token=${token}`, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function createDriver(
  settings: Settings,
  log: Logger,
): Promise<{ driver: StreamedDriver; isOurs: (id: string) => boolean }> {
  if (settings.driver === "fake") {
    return { driver: overStreams(createFakeDriver()), isOurs: (id) => /^fake-\d+$/.test(id) };
  }
  const driver = await createStreamedPodmanDriver({
    ...podmanSettings(settings.prefix, settings.limits, settings.preparedImages),
    warn: (sentence) => log.warn(sentence),
  });
  return { driver, isOurs: (id) => isSandboxName(settings.prefix, id) };
}
