import type { Duplex } from "node:stream";
import { z } from "zod";
import { TerminalSize } from "../../protocol/payloads.ts";
import type { SandboxId, SandboxLimits } from "../driver.ts";
import type { StreamedDriver, StreamedSandbox } from "../streamed-driver.ts";

/** Characters. A file of a lesson, a script, or what a command printed is shorter. */
const MAX_TEXT = 1024 * 1024;
const MAX_PATH = 500;
const MAX_WORDS = 1_000;
/** Twice as many as a lesson may name. */
const MAX_IMAGES = 8;
/** No command that we run ourselves takes longer. Milliseconds. */
const MAX_EXEC_MS = 600_000;

export const Id = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/)
  .transform((id) => id as SandboxId);
/** Becomes a label of a container. */
const Owner = z.string().regex(/^[\w-]{1,64}$/);
/** Becomes part of a socket's name. */
const ShellName = z.string().regex(/^[a-z0-9-]{1,24}$/);
/** Beneath the learner's home folder. */
const HomePath = z
  .string()
  .min(1)
  .max(MAX_PATH)
  .refine((path) => !path.includes("\0") && !path.startsWith("/") && !path.split("/").includes(".."));
const Text = z.string().max(MAX_TEXT);

const Files = z.record(HomePath, Text);

/** Becomes a word of a command inside a sandbox, so it is no option; the mirror knows which there are. */
const ImageName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9][\w./:@-]*$/i);
const Images = z.array(ImageName).max(MAX_IMAGES);

export const Spec = z.strictObject({
  owner: Owner,
  files: Files.optional(),
  images: Images.optional(),
  unhurried: z.boolean().optional(),
});
export const Phase = z.enum(["machine", "engine"]);

/** What stays true of a sandbox as long as it lives. */
export const Facts = z.strictObject({
  id: Id,
  owner: z.string(),
  limits: z.record(z.string(), z.number()).transform((limits) => limits as unknown as SandboxLimits),
  /** Whether its driver has `usage`. */
  tellsUse: z.boolean(),
});
export type Facts = z.infer<typeof Facts>;

/** A method that may be called from the other process: what it takes, and what it gives. */
type VerbOf<Method> = Method extends (...args: infer Args) => Promise<infer Result>
  ? { readonly args: z.ZodType<Readonly<Args>>; readonly result: Given<Result> }
  : never;
type Given<Result> = [Result] extends [Duplex | undefined]
  ? "stream"
  : [Result] extends [StreamedSandbox | undefined]
    ? "sandbox"
    : z.ZodType<Result>;
type Verbs<Methods> = { readonly [Name in keyof Methods]-?: VerbOf<NonNullable<Methods[Name]>> };

/**
 * All that may be asked of the process that has the sandboxes: a new method needs an entry here, and is then carried.
 * It checks the arguments before it does anything, and who asked checks the result. Commands and paths count inside a
 * sandbox only; none for the host is among them.
 */
export const SANDBOX_VERBS: Verbs<Omit<StreamedSandbox, "id" | "owner" | "limits">> = {
  status: { args: z.tuple([]), result: z.enum(["running", "frozen", "exited", "gone"]) },
  usage: {
    args: z.tuple([]),
    result: z.looseObject({
      memoryBytes: z.number(),
      cpuSeconds: z.number(),
      processes: z.number(),
      timesOutOfMemory: z.number(),
      disk: z.object({ bytes: z.number(), isFull: z.boolean() }).optional(),
    }),
  },
  exec: {
    args: z.tuple([
      z.array(Text).min(1).max(MAX_WORDS),
      z
        .strictObject({
          timeoutMs: z.number().positive().max(MAX_EXEC_MS).optional(),
          user: z.enum(["learner", "root"]).optional(),
          stdin: Text.optional(),
        })
        .optional(),
    ]),
    result: z.strictObject({ exitCode: z.int(), stdout: Text, stderr: Text, truncated: z.boolean() }),
  },
  placeFiles: { args: z.tuple([Files]), result: z.void() },
  freeze: { args: z.tuple([]), result: z.void() },
  thaw: { args: z.tuple([]), result: z.void() },
  destroy: { args: z.tuple([]), result: z.void() },
  openShell: { args: z.tuple([TerminalSize, ShellName]), result: "stream" },
  reachShell: { args: z.tuple([ShellName]), result: "stream" },
  connectEngine: { args: z.tuple([]), result: "stream" },
  connectPort: { args: z.tuple([z.int().min(1).max(65_535)]), result: "stream" },
};

/** Of the driver itself. Ids are those of sandboxes of this lab. Beside them there is `create`, which tells its phases. */
export const DRIVER_VERBS: Verbs<Omit<StreamedDriver, "create" | "close">> = {
  prepare: { args: z.tuple([Images]), result: z.boolean() },
  list: {
    args: z.tuple([]),
    result: z.array(z.strictObject({ id: Id, owner: z.string(), createdAt: z.coerce.date() })),
  },
  resume: { args: z.tuple([Id]), result: "sandbox" },
  remove: { args: z.tuple([Id]), result: z.void() },
};
