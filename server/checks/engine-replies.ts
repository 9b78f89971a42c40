import { z } from "zod";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** Parses a reply of the engine; what it cannot be read as is "we could not look", never the learner's miss. */
export function parseReply<Schema extends z.ZodType>(schema: Schema, reply: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(reply);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SandboxError({
    code: "engine-unreachable",
    learnerMessage: "Your Docker Engine gives an answer that cannot be read. Wait a moment, then look again.",
    detail: `engine reply: ${issue?.path.join(".")}: ${issue?.message}`,
  });
}

/** Go writes an empty list as null. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** Go writes "not set" as 0, and sometimes as null or -1. */
const limit = z
  .number()
  .nullish()
  .transform((value) => (value !== undefined && value !== null && value > 0 ? value : undefined));
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

/** `/containers/json` */
export const ContainerList = z
  .array(
    z.object({
      Id: z.string(),
      Names: listOf(z.string()),
      Image: text,
      ImageID: text,
      Labels: labels,
      Ports: listOf(z.object({ PublicPort: limit })),
      Mounts: listOf(z.object({ Type: text, Name: text })),
      NetworkSettings: z
        .object({ Networks: z.record(z.string(), z.object({ NetworkID: text })).nullish() })
        .nullish(),
    }),
  )
  .max(2000);

/** `/containers/ID/json` */
export const ContainerReply = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: text,
  Path: text,
  Args: listOf(z.string()),
  State: z.object({
    Status: z.string(),
    ExitCode: z.int().default(0),
    Error: text,
    OOMKilled: z.boolean().default(false),
    FinishedAt: text,
  }),
  Config: z.object({
    Image: text,
    User: text,
    Env: listOf(z.string()),
    Entrypoint: listOf(z.string()),
    Labels: labels,
  }),
  HostConfig: z.object({
    AutoRemove: z.boolean().default(false),
    PortBindings: z.record(z.string(), listOf(z.object({ HostPort: text }))).nullish(),
    Memory: limit,
    NanoCpus: limit,
    CpuQuota: limit,
    CpuPeriod: limit,
    PidsLimit: limit,
    ReadonlyRootfs: z.boolean().default(false),
    CapAdd: listOf(z.string()),
    CapDrop: listOf(z.string()),
    SecurityOpt: listOf(z.string()),
    RestartPolicy: z.object({ Name: text }).nullish(),
  }),
  Mounts: listOf(
    z.object({ Type: z.string(), Name: text, Source: text, Destination: z.string(), RW: z.boolean() }),
  ),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), listOf(z.object({ HostPort: text }))).nullish(),
    IPAddress: text,
    Networks: z.record(z.string(), z.object({ IPAddress: text })).nullish(),
  }),
  ExecIDs: listOf(z.string()),
});

/** `/exec/ID/json` */
export const ExecReply = z.object({
  Running: z.boolean(),
  ProcessConfig: z.object({ tty: z.boolean().default(false), entrypoint: text }),
});

/** `/images/json` */
export const ImageList = z.array(z.object({ Id: z.string(), RepoTags: listOf(z.string()) })).max(5000);

/** `/images/NAME/json` */
export const ImageReply = z.object({
  Id: z.string(),
  Os: text,
  Architecture: text,
  Variant: text,
  Size: z.number().default(0),
  Config: z
    .object({
      User: text,
      Env: listOf(z.string()),
      Cmd: listOf(z.string()),
      Entrypoint: listOf(z.string()),
      ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
      WorkingDir: text,
      Labels: labels,
    })
    .nullish(),
  RootFS: z.object({ Layers: listOf(z.string()) }).nullish(),
});

/** `/volumes` */
export const VolumeList = z.object({ Volumes: listOf(z.object({ Name: z.string(), Labels: labels })) });

/** `/networks` */
export const NetworkList = z
  .array(
    z.object({
      Id: z.string(),
      Name: z.string(),
      Driver: text,
      Internal: z.boolean().default(false),
      Labels: labels,
    }),
  )
  .max(500);

/** `/info`, as far as it says where images come from. */
export const EngineInfo = z.object({
  RegistryConfig: z.object({ Mirrors: listOf(z.string()) }).nullish(),
});

/** One line of `/events`. */
export const EngineEvent = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
});
export type EngineEvent = z.infer<typeof EngineEvent>;
