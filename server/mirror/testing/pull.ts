import { createHash } from "node:crypto";
import http from "node:http";
import { z } from "zod";

const ACCEPT = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const Manifest = z.object({
  config: z.object({ digest: z.string() }),
  layers: z.array(z.object({ digest: z.string(), size: z.number() })),
});

/** One GET over the mirror's socket, body and all. */
export function get(
  socketPath: string,
  path: string,
  accept: string = ACCEPT,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path, headers: { accept }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}

/** Fetches an image as an engine does, every blob checked by its digest. Gives the layers, or the failing status. */
export async function pull(socketPath: string, repository: string, tag: string): Promise<string[] | number> {
  const answer = await get(socketPath, `/v2/${repository}/manifests/${tag}`);
  if (answer.status !== 200) return answer.status;
  const manifest = Manifest.parse(JSON.parse(answer.body.toString("utf8")));
  for (const { digest } of [manifest.config, ...manifest.layers]) {
    const { status, body } = await get(socketPath, `/v2/${repository}/blobs/${digest}`);
    const actual = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    if (status !== 200 || actual !== digest)
      throw new Error(`blob ${digest}: status ${status}, got ${actual}`);
  }
  return manifest.layers.map((layer) => layer.digest);
}
