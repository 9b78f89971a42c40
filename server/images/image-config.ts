import { z } from "zod";
import type { Architecture } from "./architecture.ts";
import type { BuiltLayer } from "./build-layers.ts";
import type { CatalogueImage } from "./catalogue.ts";

/** An image's configuration, in the form of Docker's image specification 1.2; fields we do not know are kept. */
export const ImageJson = z.object({
  architecture: z.string(),
  os: z.literal("linux"),
  created: z.string(),
  config: z.looseObject({
    Env: z.array(z.string()).optional(),
    Cmd: z.array(z.string()).optional(),
    Entrypoint: z.array(z.string()).optional(),
    ExposedPorts: z.record(z.string(), z.object({})).optional(),
    Volumes: z.record(z.string(), z.object({})).optional(),
    WorkingDir: z.string().optional(),
    User: z.string().optional(),
    StopSignal: z.string().optional(),
    Labels: z.record(z.string(), z.string()).optional(),
  }),
  rootfs: z.object({ type: z.literal("layers"), diff_ids: z.array(z.string()) }),
  history: z.array(
    z.object({
      created: z.string(),
      created_by: z.string(),
      comment: z.string().optional(),
      empty_layer: z.boolean().optional(),
    }),
  ),
});
export type ImageJson = z.infer<typeof ImageJson>;

/** What `docker history` shows beside each of our layers. */
const COMMENT = "built in this lab";

const keys = (names: readonly string[]): Record<string, Record<string, never>> =>
  Object.fromEntries(names.map((name) => [name, {}]));

/** Variables as `NAME=VALUE`; a later value of the same name takes the place of the earlier. */
function mergeEnv(below: readonly string[], own: Readonly<Record<string, string>>): string[] {
  const merged = new Map(below.map((line) => [line.split("=")[0] ?? "", line]));
  for (const [name, value] of Object.entries(own)) merged.set(name, `${name}=${value}`);
  return [...merged.values()];
}

/** The instructions that would give the configuration, as a Dockerfile has them. */
function instructions({ config }: CatalogueImage): string[] {
  return [
    ...Object.entries(config.env).map(([name, value]) => `ENV ${name}=${value}`),
    ...(config.workdir === undefined ? [] : [`WORKDIR ${config.workdir}`]),
    ...(config.user === undefined ? [] : [`USER ${config.user}`]),
    ...config.volumes.map((volume) => `VOLUME [${volume}]`),
    ...config.ports.map((port) => `EXPOSE ${port}/tcp`),
    ...(config.stopSignal === undefined ? [] : [`STOPSIGNAL ${config.stopSignal}`]),
    ...(config.entrypoint === undefined ? [] : [`ENTRYPOINT ${JSON.stringify(config.entrypoint)}`]),
    ...(config.cmd === undefined ? [] : [`CMD ${JSON.stringify(config.cmd)}`]),
  ];
}

/** The configuration of `image` with these layers on top of `below`; inherited as a Dockerfile inherits. */
export function composeImageJson(
  image: CatalogueImage,
  facts: {
    architecture: Architecture;
    layers: readonly BuiltLayer[];
    below: ImageJson | undefined;
    created: string;
  },
): ImageJson {
  const { architecture, layers, below, created } = facts;
  const { config } = image;
  const before = below?.config ?? {};
  return {
    architecture,
    os: "linux",
    created,
    config: {
      ...before,
      Env: mergeEnv(before.Env ?? [], config.env),
      Cmd: config.cmd ?? (config.entrypoint === undefined ? before.Cmd : undefined),
      Entrypoint: config.entrypoint ?? before.Entrypoint,
      ExposedPorts: { ...before.ExposedPorts, ...keys(config.ports.map((port) => `${port}/tcp`)) },
      Volumes: { ...before.Volumes, ...keys(config.volumes) },
      WorkingDir: config.workdir ?? before.WorkingDir,
      User: config.user ?? before.User,
      StopSignal: config.stopSignal ?? before.StopSignal,
      Labels: {
        ...before.Labels,
        "org.opencontainers.image.title": image.name,
        "org.opencontainers.image.description": image.description,
        ...config.labels,
      },
    },
    rootfs: {
      type: "layers",
      diff_ids: [...(below?.rootfs.diff_ids ?? []), ...layers.map(({ diffId }) => diffId)],
    },
    history: [
      ...(below?.history ?? []),
      ...layers.map(({ madeBy }) => ({ created, created_by: madeBy, comment: COMMENT })),
      ...instructions(image).map((line) => ({ created, created_by: line, empty_layer: true })),
    ],
  };
}
