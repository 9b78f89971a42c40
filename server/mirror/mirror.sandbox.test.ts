import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import type http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadCatalogue } from "../images/catalogue.ts";
import { readCatalogueFacts } from "../lessons/catalogue-facts.ts";
import { hubCertificateFolder, registryFolder } from "./mirror-folders.ts";
import { publishCatalogue } from "./publish-catalogue.ts";
import { withRegistryWriter } from "./registry-writer.ts";
import { startMirror } from "./start-mirror.ts";
import { get, pull } from "./testing/pull.ts";
import { writeImage } from "./testing/write-image.ts";

const LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

let folder: string;
let closers: (() => Promise<void>)[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
  closers = [];
});
afterEach(async () => {
  for (const close of closers) await close();
  await rm(folder, { recursive: true, force: true });
});

async function publish(side: string): Promise<string[]> {
  const steps: string[] = [];
  await mkdir(path.join(folder, side, "images"), { recursive: true });
  await publishCatalogue({
    dataDir: path.join(folder, side),
    catalogue: loadCatalogue(path.join(folder, side, "images")),
    onProgress: (message) => steps.push(message),
  });
  return steps;
}

async function mirror(hub?: string): Promise<string> {
  const runDir = path.join(folder, "run");
  const { close } = await startMirror({
    dataDir: path.join(folder, "lab"),
    runDir,
    privateDir: path.join(folder, "private"),
    hub,
    imageNames: [],
    onError: () => {},
  });
  closers.unshift(close);
  return path.join(runDir, "mirror.sock");
}

test("the mirror holds what the catalogue holds: new, changed, dropped", async () => {
  const images = path.join(folder, "lab/images");
  await writeImage(images, "one", "first");
  await writeImage(images, "two", "second");
  expect(await publish("lab")).toHaveLength(2);
  const socketPath = await mirror();
  const before = await pull(socketPath, "library/one", "latest");
  expect(before).toHaveLength(1);

  const startedAt = Date.now();
  expect(await publish("lab")).toEqual([]);
  expect(Date.now() - startedAt).toBeLessThan(1_000);

  await writeImage(images, "one", "changed");
  await rm(path.join(images, "two"), { recursive: true });
  expect(await publish("lab")).toHaveLength(1);
  const after = await pull(socketPath, "library/one", "latest");
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  expect(await pull(socketPath, "library/two", "latest")).toBe(404);
});

test("an image on top of another shares its layers, and both are described", async () => {
  const images = path.join(folder, "lab/images");
  await writeImage(images, "base", "below");
  await writeImage(images, "one", "on top", { from: "base" });
  await publish("lab");
  const socketPath = await mirror();
  const below = await pull(socketPath, "library/base", "latest");
  const above = await pull(socketPath, "library/one", "latest");
  expect(above).toHaveLength(2);
  expect(below).toEqual([Array.isArray(above) && above[0]]);

  const facts = await readCatalogueFacts(path.join(folder, "lab"));
  expect(facts.map(({ name, layers, unpackedSize }) => ({ name, layers, unpackedSize }))).toEqual([
    { name: "base", layers: 1, unpackedSize: "below".length },
    { name: "one", layers: 2, unpackedSize: "below".length + "on top".length },
  ]);

  // What is below changes: what stands on it is built anew.
  await writeImage(images, "base", "changed");
  expect(await publish("lab")).toHaveLength(2);
  expect(await pull(socketPath, "library/one", "latest")).not.toEqual(above);
});

test("an image for two architectures is a list, and goes as a whole", async () => {
  const images = path.join(folder, "lab/images");
  await writeImage(images, "two", "of both", { architectures: ["amd64", "arm64"] });
  await publish("lab");
  const [fact] = await readCatalogueFacts(path.join(folder, "lab"));
  expect(fact?.platforms.toSorted()).toEqual(["linux/amd64", "linux/arm64"]);
  const socketPath = await mirror();
  const before = await get(socketPath, "/v2/library/two/manifests/latest", LIST);
  const { manifests } = JSON.parse(before.body.toString("utf8"));
  expect(manifests).toHaveLength(2);

  await writeImage(images, "two", "of both, changed", { architectures: ["amd64", "arm64"] });
  await publish("lab");
  for (const { digest } of [{ digest: fact?.digest }, ...manifests]) {
    expect((await get(socketPath, `/v2/library/two/manifests/${digest}`, LIST)).status).toBe(404);
  }
});

test("a build that was stopped leaves nothing half done, and the next one goes on", async () => {
  const images = path.join(folder, "lab/images");
  await writeImage(images, "one", "first");
  await writeImage(images, "two", "second");
  const steps: string[] = [];
  const stopped = publishCatalogue({
    dataDir: path.join(folder, "lab"),
    catalogue: loadCatalogue(images),
    onProgress: (message) => {
      if (steps.push(message) === 2) throw new Error("stopped");
    },
  });
  await expect(stopped).rejects.toThrow("stopped");
  expect(await publish("lab")).toHaveLength(1);
  expect(await pull(await mirror(), "library/two", "latest")).toHaveLength(1);
});

test("with a hub its images come first, and the lab's own serve what it has not", async () => {
  await writeImage(path.join(folder, "hub/images"), "shared", "from the hub");
  await writeImage(path.join(folder, "hub/images"), "only-there", "hub only");
  await writeImage(path.join(folder, "lab/images"), "shared", "stand-in");
  await writeImage(path.join(folder, "lab/images"), "only-here", "lab only");
  await publish("hub");
  await publish("lab");
  const standIn = await pull(await mirror(), "library/shared", "latest");
  await closers.shift()?.();

  let socketPath = "";
  await withRegistryWriter(registryFolder(path.join(folder, "hub")), folder, async (hub) => {
    socketPath = await mirror(`http://${hub.address}`);
    // The hub's own start is not waited for; until then the stand-in serves.
    await expect.poll(() => pull(socketPath, "library/only-there", "latest")).toHaveLength(1);
    await expect.poll(() => pull(socketPath, "library/shared", "latest")).not.toEqual(standIn);
    expect(await pull(socketPath, "library/only-here", "latest")).toHaveLength(1);
    expect(await pull(socketPath, "library/nowhere", "latest")).toBe(404);
  });
  // The hub is gone: what was pulled through stays, and so does what is ours.
  expect(await pull(socketPath, "library/only-there", "latest")).toHaveLength(1);
  expect(await pull(socketPath, "library/only-here", "latest")).toHaveLength(1);
});

test("a hub that cannot be reached keeps nobody waiting", async () => {
  await writeImage(path.join(folder, "lab/images"), "only-here", "lab only");
  await publish("lab");
  const socketPath = await mirror("http://127.0.0.1:1");
  const startedAt = Date.now();
  expect(await pull(socketPath, "library/only-here", "latest")).toHaveLength(1);
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});

/** As Docker's client asks Docker Hub's registry; `ca` is what it trusts. */
async function askAsHub(facts: { ca?: string; servername?: string; method?: string }): Promise<number> {
  const request = https.request({
    socketPath: path.join(folder, "run/hub.sock"),
    path: "/v2/library/one/manifests/latest",
    servername: "registry-1.docker.io",
    headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
    agent: false,
    ...facts,
  });
  request.end();
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

test("clients that go to Docker Hub by themselves find the same images, read-only", async () => {
  await writeImage(path.join(folder, "lab/images"), "one", "first");
  await publish("lab");
  await mirror();
  const ca = await readFile(path.join(folder, "run/hub.crt"), "utf8");
  expect(await askAsHub({ ca })).toBe(200);
  expect(await askAsHub({ ca, method: "DELETE" })).toBe(405);
  await expect(askAsHub({})).rejects.toThrow(/self-signed certificate/);
  await expect(askAsHub({ ca, servername: "example.org" })).rejects.toThrow(/does not match/);
});

test("the certificate is kept, and its key stays on this side", async () => {
  await mirror();
  const certificateFolder = hubCertificateFolder(path.join(folder, "lab"));
  expect((await stat(path.join(certificateFolder, "key.pem"))).mode & 0o777).toBe(0o600);
  expect((await readdir(path.join(folder, "run"))).sort()).toEqual(["hub.crt", "hub.sock", "mirror.sock"]);
  const cert = await readFile(path.join(folder, "run/hub.crt"), "utf8");
  await closers.shift()?.();
  await mirror();
  expect(await readFile(path.join(folder, "run/hub.crt"), "utf8")).toBe(cert);
  expect(await readFile(path.join(certificateFolder, "cert.pem"), "utf8")).toBe(cert);
});
