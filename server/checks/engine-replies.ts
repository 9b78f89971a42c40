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

/** `/containers/json` */
export const ContainerList = z
  .array(z.object({ Id: z.string(), Names: listOf(z.string()), Image: text, ImageID: text }))
  .max(2000);

/** `/containers/ID/json` */
export const ContainerReply = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: text,
  Path: text,
  Args: listOf(z.string()),
  State: z.object({ Status: z.string(), ExitCode: z.int().default(0), Error: text }),
  Config: z.object({ Image: text }),
  HostConfig: z.object({
    AutoRemove: z.boolean().default(false),
    PortBindings: z.record(z.string(), listOf(z.object({ HostPort: text }))).nullish(),
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
export const ImageReply = z.object({ Id: z.string() });

/** `/volumes` */
export const VolumeList = z.object({ Volumes: listOf(z.object({ Name: z.string() })) });

/** One line of `/events` about a container. */
export const ContainerEvent = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
});
export type ContainerEvent = z.infer<typeof ContainerEvent>;
