import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { startRegistry } from "./registry-process.ts";

export interface RegistryWriter {
  /** `127.0.0.1:PORT`, plain HTTP. */
  readonly address: string;
  /** Removes a manifest with all tags that name it; "already gone" is success. */
  remove(repository: string, digest: string): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Opens a registry's storage for writing, on a loopback port, for as long as `use` takes. */
export async function withRegistryWriter<T>(
  storage: string,
  tempFolder: string,
  use: (writer: RegistryWriter) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const registry = await startRegistry(
    { storage, listen: { port }, mode: { kind: "writable" } },
    path.join(tempFolder, "writer.yml"),
  );
  try {
    return await use({
      address,
      async remove(repository, digest) {
        const url = `http://${address}/v2/${repository}/manifests/${digest}`;
        const response = await fetch(url, { method: "DELETE" });
        if (!response.ok && response.status !== 404) {
          throw new Error(`The registry would not remove ${repository}@${digest}: ${response.status}`);
        }
      },
    });
  } finally {
    await registry.stop();
  }
}
