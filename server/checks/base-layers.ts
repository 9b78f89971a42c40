import { splitImageName } from "../lessons/image-name.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import type { CheckContext } from "./check.ts";
import { EngineInfo, parseReply } from "./engine-replies.ts";
import { findImageId, inspectImage } from "./image-facts.ts";
import { readLayers, readManifest } from "./registry-client.ts";

/**
 * The layers of an image that others are built on, for this platform. A build fetches it without giving it a name on
 * the engine, and the name may stand for another platform's: then the registry is asked that the engine asks.
 * `undefined`: neither has it.
 */
export async function baseLayers(
  context: CheckContext,
  name: string,
  platform: string,
): Promise<readonly string[] | undefined> {
  const id = await findImageId(context.engine, name);
  const facts = id === undefined ? undefined : await inspectImage(context.engine, id);
  if (facts?.platform === platform) return facts.layers;
  return (await layersInRegistry(context, name, platform)) ?? facts?.layers;
}

async function layersInRegistry(
  context: CheckContext,
  name: string,
  platform: string,
): Promise<readonly string[] | undefined> {
  const { repository, tag, registry } = splitImageName(name);
  const url = registry === "docker.io" ? await mirrorOf(context.engine) : ownRegistry(registry);
  if (url === undefined || tag === undefined) return undefined;
  const place = { sandbox: context.sandbox, url, repository };
  const named = await readManifest(place, tag);
  const fitting =
    named?.kind === "list"
      ? named.images.find((image) => `${platform}/`.startsWith(`${image.platform}/`))
      : undefined;
  const manifest = fitting === undefined ? named : await readManifest(place, fitting.digest);
  return manifest?.kind === "image" ? readLayers(place, manifest.config) : undefined;
}

/** A registry that the learner runs on their machine; others cannot be reached from there. */
function ownRegistry(registry: string): string | undefined {
  const [, port] = /^(?:localhost|127\.0\.0\.1):(\d+)$/.exec(registry) ?? [];
  return port && `http://127.0.0.1:${port}`;
}

/** The engine's mirror where it is on the learner's machine, as here it always is. */
async function mirrorOf(engine: EngineClient): Promise<string | undefined> {
  const { RegistryConfig } = parseReply(EngineInfo, await engine.get("/info"));
  const [mirror = ""] = RegistryConfig?.Mirrors ?? [];
  return /^http:\/\/127\.0\.0\.1:\d{1,5}\/?$/.test(mirror) ? mirror.replace(/\/$/, "") : undefined;
}
