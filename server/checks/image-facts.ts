import { normaliseImageName } from "../lessons/image-name.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { ImageList, ImageReply, parseReply } from "./engine-replies.ts";

/** What the engine says of an image, reduced to what checks speak about. */
export interface ImageFacts {
  readonly id: string;
  /** `linux/arm64/v8` */
  readonly platform: string;
  /** The layers' digests, the lowest first. */
  readonly layers: readonly string[];
  readonly cmd: string;
  readonly entrypoint: string;
  /** `NAME=value` */
  readonly env: readonly string[];
  readonly ports: readonly number[];
  readonly workdir: string;
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/** Every name on the engine with the id of its image. One image may have several names. */
export async function readImageNames(engine: EngineClient): Promise<{ name: string; id: string }[]> {
  const images = parseReply(ImageList, await engine.get("/images/json"));
  return images.flatMap(({ Id, RepoTags }) => RepoTags.map((name) => ({ name, id: Id })));
}

/** The id of the image of this name, by any spelling of it. */
export async function findImageId(engine: EngineClient, name: string): Promise<string | undefined> {
  const wanted = normaliseImageName(name);
  return (await readImageNames(engine)).find((each) => normaliseImageName(each.name) === wanted)?.id;
}

export async function inspectImage(engine: EngineClient, id: string): Promise<ImageFacts | undefined> {
  const reply = await engine.get(`/images/${encodeURIComponent(id)}/json`);
  if (reply === undefined) return undefined;
  const { Id, Os, Architecture, Variant, Size, Config, RootFS } = parseReply(ImageReply, reply);
  return {
    id: Id,
    platform: [Os, Architecture, Variant].filter((part) => part !== "").join("/"),
    layers: RootFS?.Layers ?? [],
    cmd: Config?.Cmd.join(" ") ?? "",
    entrypoint: Config?.Entrypoint.join(" ") ?? "",
    env: Config?.Env ?? [],
    ports: Object.keys(Config?.ExposedPorts ?? {}).map((key) => Number.parseInt(key, 10)),
    workdir: Config?.WorkingDir ?? "",
    user: Config?.User ?? "",
    labels: Config?.Labels ?? {},
    bytes: Size,
  };
}
