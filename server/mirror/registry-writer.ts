import { openAsBlob } from "node:fs";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { startRegistry } from "./registry-process.ts";

/** Content that is already in the registry, or the file it can be read from. */
export type BlobSource =
  | { readonly repository: string }
  | { readonly file: string }
  | { readonly text: string };

export interface RegistryWriter {
  /** `127.0.0.1:PORT`, plain HTTP. */
  readonly address: string;
  /** Makes content known to a repository, from another repository or by sending it. */
  putBlob(repository: string, digest: string, source: BlobSource): Promise<void>;
  /** Stores a manifest under a tag or its digest. */
  putManifest(repository: string, reference: string, mediaType: string, text: string): Promise<void>;
  /** Text of a manifest or a blob. */
  read(repository: string, kind: "manifests" | "blobs", digest: string, mediaType: string): Promise<string>;
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

function createWriter(address: string): RegistryWriter {
  const base = `http://${address}`;
  const ask = async (what: string, url: string, init: RequestInit, good: readonly number[]) => {
    const response = await fetch(new URL(url, base), init);
    if (good.includes(response.status)) return response;
    throw new Error(`The registry would not ${what}: ${response.status} ${await response.text()}`);
  };
  return {
    address,
    async putBlob(repository, digest, source) {
      const mount =
        "repository" in source ? `?mount=${digest}&from=${encodeURIComponent(source.repository)}` : "";
      const begun = await ask(
        `take ${digest}`,
        `/v2/${repository}/blobs/uploads/${mount}`,
        { method: "POST" },
        mount === "" ? [202] : [201],
      );
      if (begun.status === 201) return;
      const place = new URL(begun.headers.get("location") ?? "", base);
      place.searchParams.set("digest", digest);
      const body =
        "file" in source ? await openAsBlob(source.file) : new Blob("text" in source ? [source.text] : []);
      const headers = { "content-type": "application/octet-stream" };
      await ask(`take ${digest}`, place.href, { method: "PUT", headers, body }, [201]);
    },
    async putManifest(repository, reference, mediaType, text) {
      const url = `/v2/${repository}/manifests/${reference}`;
      const headers = { "content-type": mediaType };
      await ask(`take ${repository}:${reference}`, url, { method: "PUT", headers, body: text }, [201]);
    },
    async read(repository, kind, digest, mediaType) {
      const url = `/v2/${repository}/${kind}/${digest}`;
      const response = await ask(`give ${digest}`, url, { headers: { accept: mediaType } }, [200]);
      return response.text();
    },
    async remove(repository, digest) {
      const url = `/v2/${repository}/manifests/${digest}`;
      await ask(`remove ${repository}@${digest}`, url, { method: "DELETE" }, [202, 404]);
    },
  };
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
    return await use(createWriter(address));
  } finally {
    await registry.stop();
  }
}
