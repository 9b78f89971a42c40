import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import type net from "node:net";
import path from "node:path";
import { loadCatalogue } from "../images/catalogue.ts";
import { createGate } from "./gate.ts";
import { hubCertificate } from "./hub-certificate.ts";
import { hubCertificateFolder, hubFolder, registryFolder } from "./mirror-folders.ts";
import { superviseRegistry } from "./supervised-registry.ts";

/** The registry beside us answers at once or not at all; the hub is an internet away. Milliseconds. */
const LOCAL_TIMEOUT_MS = 10_000;
const HUB_TIMEOUT_MS = 6_000;

export interface MirrorSettings {
  /** Absolute. Holds the images. */
  readonly dataDir: string;
  /** Absolute. Sandboxes see it: `mirror.sock`, `hub.sock`, and `hub.crt`, which they trust, are made here. */
  readonly runDir: string;
  /** Absolute and short: sockets of the registries, which sandboxes do not see. */
  readonly privateDir: string;
  /** Registry to pull through, e.g. Docker Hub's; absent = only the images built here. */
  readonly hub: string | undefined;
  /** Names shown to learners; those of the catalogue unless given. */
  readonly imageNames?: readonly string[];
  readonly onError: (message: string) => void;
}

async function listen(server: net.Server, socketPath: string): Promise<void> {
  await rm(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  // Users of every sandbox may connect; what they may do is the gate's affair.
  await chmod(socketPath, 0o666);
}

/**
 * Starts the registries and the gate in front of them; resolves when sandboxes can pull. The hub need not answer for
 * that. Rejects, with everything ended again, when the registry or the socket cannot be had.
 */
export async function startMirror(settings: MirrorSettings): Promise<{ close(): Promise<void> }> {
  const { dataDir, runDir, privateDir, hub, onError } = settings;
  const storage = registryFolder(dataDir);
  await Promise.all([
    mkdir(storage, { recursive: true }),
    mkdir(runDir, { recursive: true }),
    mkdir(privateDir, { recursive: true, mode: 0o700 }),
  ]);
  const credentials = await hubCertificate(hubCertificateFolder(dataDir));
  const localSocket = path.join(privateDir, "registry.sock");
  const hubSocket = path.join(privateDir, "hub.sock");
  const local = superviseRegistry(
    { storage, listen: { socketPath: localSocket }, mode: { kind: "read-only" } },
    path.join(privateDir, "registry.yml"),
    (detail) => onError(`image registry: ${detail}`),
  );
  const pullThrough =
    hub === undefined
      ? undefined
      : superviseRegistry(
          { storage: hubFolder(dataDir), listen: { socketPath: hubSocket }, mode: { kind: "proxy", hub } },
          path.join(privateDir, "hub.yml"),
          (detail) => onError(`pull-through of ${hub}: ${detail}`),
        );
  const gate = createGate(
    {
      local: { socketPath: localSocket, timeoutMs: LOCAL_TIMEOUT_MS },
      hub: hub === undefined ? undefined : { socketPath: hubSocket, timeoutMs: HUB_TIMEOUT_MS },
      imageNames: settings.imageNames ?? loadCatalogue().map((image) => image.name),
      registryUp: local.isUp,
    },
    credentials,
  );
  const servers = [gate.plain, gate.secure];

  const close = async () => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const server of servers) server.closeAllConnections();
    await Promise.all([...closed, local.stop(), pullThrough?.stop()]);
  };
  try {
    await local.firstStart;
    await writeFile(path.join(runDir, "hub.crt"), credentials.cert, { mode: 0o644 });
    await listen(gate.plain, path.join(runDir, "mirror.sock"));
    await listen(gate.secure, path.join(runDir, "hub.sock"));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
