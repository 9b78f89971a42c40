import { z } from "zod";
import type { Sandbox } from "../sandbox/driver.ts";
import { curl, type HttpAnswer } from "./curl.ts";

/** A repository in a registry that is reached over plain HTTP from inside a sandbox; `url` ends without a slash. */
export interface RepositoryPlace {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly repository: string;
}

/** What a name in a registry stands for: one image, or a list of one for each platform. */
export type Manifest =
  | { readonly kind: "image"; readonly config: string }
  | {
      readonly kind: "list";
      readonly images: readonly { readonly platform: string; readonly digest: string }[];
    };

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Names = z.array(z.string()).max(2000).nullish();

const ManifestReply = z.union([
  z.object({
    manifests: z
      .array(
        z.object({
          digest: Digest,
          platform: z
            .object({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
            .optional(),
        }),
      )
      .max(100),
  }),
  z.object({ config: z.object({ digest: Digest }) }),
]);
const ConfigReply = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()).max(500) }) });

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** The registry's answer to a path under `/v2/`, whatever it is. */
export function askRegistry(
  { sandbox, url }: Pick<RepositoryPlace, "sandbox" | "url">,
  path: string,
): Promise<HttpAnswer> {
  return curl(sandbox, `${url}/v2/${path}`, { accept: MANIFEST_TYPES });
}

/** By tag or digest; `undefined`: there is none, or nothing that can be read as one. */
export async function readManifest(place: RepositoryPlace, reference: string): Promise<Manifest | undefined> {
  const reply = await readReply(place, `${place.repository}/manifests/${reference}`, ManifestReply);
  if (reply === undefined) return undefined;
  if ("config" in reply) return { kind: "image", config: reply.config.digest };
  return {
    kind: "list",
    images: reply.manifests.map(({ digest, platform }) => ({
      digest,
      platform: platform
        ? [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/")
        : "",
    })),
  };
}

/** The layers that an image's configuration names, the lowest first. */
export async function readLayers(
  place: RepositoryPlace,
  config: string,
): Promise<readonly string[] | undefined> {
  return (await readReply(place, `${place.repository}/blobs/${config}`, ConfigReply))?.rootfs.diff_ids;
}

export async function readTags(place: RepositoryPlace): Promise<readonly string[] | undefined> {
  const reply = await readReply(place, `${place.repository}/tags/list`, z.object({ tags: Names }));
  return reply && (reply.tags ?? []);
}

export async function readRepositories(place: RepositoryPlace): Promise<readonly string[] | undefined> {
  const reply = await readReply(place, "_catalog", z.object({ repositories: Names }));
  return reply && (reply.repositories ?? []);
}

async function readReply<Schema extends z.ZodType>(
  place: RepositoryPlace,
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const answer = await askRegistry(place, path);
  if (answer.outcome !== "answered" || answer.status !== 200) return undefined;
  try {
    return schema.safeParse(JSON.parse(answer.body)).data;
  } catch {
    // The learner's own server may answer with anything: then it is not this.
    return undefined;
  }
}
