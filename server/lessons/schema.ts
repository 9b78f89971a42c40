import { z } from "zod";
import { type LessonId, TaskId, type TrackId } from "../protocol/ids.ts";
import { TerminalName } from "../protocol/terminal-name.ts";
import { AnswerCheck, type AskingCheck, asks, QuizCheck, SortCheck } from "./asking-checks.ts";
import type { Fault } from "./course-error.ts";
import { common, ImageName, Pattern, PatternByName, Port, rangeOf, Sentence } from "./schema-fields.ts";

export const ContainerCheck = z
  .strictObject({
    kind: z.literal("container"),
    ...common,
    name: z.string().optional().describe("the container's name, exact; absent = any container that fits"),
    image: ImageName.optional().describe("the image it was made from, as the learner names it"),
    state: z.enum(["running", "exited", "paused", "created"]).optional(),
    exitCode: z.int().min(0).max(255).optional(),
    notExitCode: z.int().min(0).max(255).optional().describe("any other exit code passes"),
    command: Pattern.optional().describe("matched against the whole command line of PID 1"),
    mount: z
      .strictObject({
        target: z.string(),
        type: z.enum(["bind", "volume", "tmpfs"]).optional(),
        source: Pattern.optional().describe("matched against the path on the host, or the volume's name"),
        readOnly: z.boolean().optional(),
      })
      .optional(),
    port: z.strictObject({ host: Port.optional(), container: Port }).optional(),
    shell: z
      .boolean()
      .optional()
      .describe("true: a command started by `docker exec` is running in it on a terminal"),
    autoRemove: z.boolean().optional().describe("started with --rm"),
    memory: rangeOf(z.number().positive()).optional().describe("its memory limit, in MiB; none never fits"),
    cpus: rangeOf(z.number().positive()).optional().describe("its limit of CPUs; none never fits"),
    pids: rangeOf(z.number().positive()).optional().describe("its limit of processes; none never fits"),
    readOnlyRoot: z.boolean().optional().describe("started with --read-only"),
    notRoot: z.literal(true).optional().describe("its user is neither root nor 0 nor left out"),
    user: Pattern.optional().describe("matched against its user, as `USER` or `--user` gave it"),
    capDrop: z.string().min(1).max(40).optional().describe("a dropped capability, or ALL"),
    noNewPrivileges: z.boolean().optional(),
    env: PatternByName.optional().describe("variables it was given, or has from its image"),
    network: z.string().min(1).optional().describe("a network that it is on, exact or as compose names it"),
    service: z.string().min(1).optional().describe("the compose service that it is of"),
    project: z.string().min(1).optional().describe("the compose project that it is of"),
    restart: z.enum(["no", "always", "on-failure", "unless-stopped"]).optional(),
    oomKilled: z.boolean().optional().describe("the kernel ended a process of it for want of memory"),
    entrypoint: Pattern.optional().describe("matched against the joined words of the entrypoint in force"),
  })
  .describe("a container exists and looks like this");

export const ContainerGoneCheck = z
  .strictObject({
    kind: z.literal("container-gone"),
    ...common,
    name: z.string(),
    wasSeen: z.boolean().default(true),
  })
  .describe(
    "no container of this name exists; with wasSeen (default) one must have existed in this sandbox before",
  );

export const ContainerEventCheck = z
  .strictObject({
    kind: z.literal("container-event"),
    ...common,
    name: z.string(),
    action: z.enum([
      "create",
      "start",
      "die",
      "kill",
      "stop",
      "restart",
      "pause",
      "unpause",
      "oom",
      "rename",
      "destroy",
      "exec_start",
    ]),
    exitCode: z.int().min(0).max(255).optional().describe("for die"),
    withoutBefore: z
      .enum(["kill", "stop"])
      .optional()
      .describe(
        "the same container must not have seen this action before it: tells `kill -9 PID` from `docker kill`",
      ),
  })
  .describe("the engine remembers this happening (its last 256 events)");

export const ImageCheck = z
  .strictObject({
    kind: z.literal("image"),
    ...common,
    name: ImageName,
    present: z.boolean().default(true),
    platform: z
      .string()
      .regex(/^linux\/[a-z0-9]+(\/v[0-9]+)?$/, "like linux/arm64")
      .optional(),
    layers: rangeOf(z.int()).optional().describe("how many it has"),
    cmd: Pattern.optional().describe("matched against the joined words of CMD"),
    entrypoint: Pattern.optional().describe("matched against the joined words of ENTRYPOINT"),
    env: PatternByName.optional(),
    exposes: Port.optional(),
    workdir: Pattern.optional(),
    notRoot: z.literal(true).optional().describe("its user is neither root nor 0 nor left out"),
    label: PatternByName.optional(),
    maxMb: z.number().positive().optional().describe("its size in MB (10^6 bytes) is at most this"),
    sameAs: ImageName.optional().describe("another name of the very same image"),
    builtOn: ImageName.optional().describe("an image on the engine whose layers are the first of this one"),
  })
  .refine(
    ({ kind, name, present, expected, next, ...looks }) =>
      present || Object.values(looks).every((each) => each === undefined),
    "an image that is to be gone has no further options",
  )
  .describe("an image is, or is no longer, on the engine, and looks like this");

export const ImageEventCheck = z
  .strictObject({
    kind: z.literal("image-event"),
    ...common,
    name: ImageName,
    action: z.enum(["pull", "push", "tag", "untag", "delete", "save", "load", "import"]),
  })
  .describe("the engine remembers this happening to an image (its last 256 events)");

export const VolumeCheck = z
  .strictObject({
    kind: z.literal("volume"),
    ...common,
    name: z.string().describe("exact, or as compose names it"),
    present: z.boolean().default(true),
    usedBy: z
      .string()
      .min(1)
      .optional()
      .describe("a container's name or compose service that has it mounted"),
  })
  .refine(
    ({ present, usedBy }) => present || usedBy === undefined,
    "a volume that is to be gone is used by nothing",
  )
  .describe("a volume is, or is no longer, on the engine");

export const NetworkCheck = z
  .strictObject({
    kind: z.literal("network"),
    ...common,
    name: z.string().describe("exact, or as compose names it"),
    present: z.boolean().default(true),
    internal: z.boolean().optional().describe("created with --internal: no way out of it"),
    driver: z.string().min(1).max(40).optional(),
    connects: z
      .array(z.string().min(1))
      .min(1)
      .max(10)
      .optional()
      .describe("container names or compose services that are on it"),
  })
  .refine(
    ({ present, internal, driver, connects }) =>
      present || (internal === undefined && driver === undefined && connects === undefined),
    "a network that is to be gone has no further options",
  )
  .describe("a network is, or is no longer, on the engine, and looks like this");

export const RegistryCheck = z
  .strictObject({
    kind: z.literal("registry"),
    ...common,
    port: Port.default(5000).describe("on 127.0.0.1 of the sandbox"),
    repository: z
      .string()
      .max(200)
      .regex(
        /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
        "like you/app, without host and tag",
      ),
    tag: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "a tag")
      .default("latest"),
    present: z.boolean().default(true),
    platforms: z
      .array(z.string().regex(/^linux\/[a-z0-9]+(\/v[0-9]+)?$/, "like linux/arm64"))
      .min(1)
      .optional()
      .describe("the tag is a manifest list that names all of these"),
  })
  .refine(
    ({ present, platforms }) => present || platforms === undefined,
    "a tag that is to be gone has no platforms",
  )
  .describe("what a registry that the learner runs inside the sandbox holds");

export const FileCheck = z
  .strictObject({
    kind: z.literal("file"),
    ...common,
    path: z.string().min(1).max(200).describe("relative to the learner's home folder, or absolute"),
    present: z.boolean().default(true),
    contains: Pattern.optional(),
    lacks: Pattern.optional(),
  })
  .describe("a file in the sandbox");

export const HttpCheck = z
  .strictObject({
    kind: z.literal("http"),
    ...common,
    port: Port.optional().describe("on 127.0.0.1 of the sandbox"),
    container: z
      .string()
      .optional()
      .describe("instead of a published port: the own address of this container, or of this compose service"),
    containerPort: Port.optional().describe("with container; 80 when left out"),
    path: z.string().startsWith("/").default("/"),
    status: z.int().min(100).max(599).default(200),
    contains: Pattern.optional(),
    lacks: Pattern.optional().describe("must not be in the answer"),
  })
  .refine(
    ({ container, containerPort }) => container !== undefined || containerPort === undefined,
    "containerPort goes with container",
  )
  .refine(
    (check) => (check.port === undefined) !== (check.container === undefined),
    "give either port or container",
  )
  .describe("what a request inside the sandbox is answered");

export const ScriptCheck = z
  .strictObject({
    kind: z.literal("script"),
    ...common,
    expected: Sentence,
    run: z
      .string()
      .min(1)
      .describe("bash, run as root inside; exit 0 passes, exit 1 = not yet, others = could not look"),
  })
  .describe("the way out. On exit 1 the first line of its output is `found`, the second, if any, `next`");

const SingleCheck = z.discriminatedUnion("kind", [
  ContainerCheck,
  ContainerGoneCheck,
  ContainerEventCheck,
  ImageCheck,
  ImageEventCheck,
  VolumeCheck,
  NetworkCheck,
  RegistryCheck,
  FileCheck,
  HttpCheck,
  AnswerCheck,
  QuizCheck,
  SortCheck,
  ScriptCheck,
]);

export const AllCheck = z
  .strictObject({ kind: z.literal("all"), checks: z.array(SingleCheck).min(2) })
  .refine(
    ({ checks }) => checks.filter(asks).length <= 1,
    "at most one of them may ask the learner: answer, quiz or sort",
  )
  .describe("every one of these, in order; the first that is not yet met speaks");

export const CheckSpec = z.discriminatedUnion("kind", [...SingleCheck.options, AllCheck]);
export type CheckSpec = z.infer<typeof CheckSpec>;
export type CheckSpecOf<K extends CheckSpec["kind"]> = Extract<CheckSpec, { kind: K }>;

/** A wrong attempt, kept as a test. */
export const Mistake = z.strictObject({
  name: Sentence,
  /** bash, run as the learner in the home folder, in the state that the tasks before it have left. */
  run: z.string().min(1).default("true"),
  /** For checks that ask: the wrong answer, as typed; of a quiz `id,id`, of a sort `id=group,id=group`. */
  answer: z.string().optional(),
  /** Must match `found`, `expected` or `next` of what the check says then. */
  feedback: Pattern,
  /** bash that takes the attempt back, so that the solution can follow. */
  undo: z.string().optional(),
});
export type Mistake = z.infer<typeof Mistake>;

export const Task = z.strictObject({
  id: TaskId,
  /** What to do, as an order: "Run a container from `hello-world`". */
  title: Sentence,
  check: CheckSpec,
  /** Unfold one by one, from a nudge to nearly the answer. Inline Markdown. */
  hints: z.array(Sentence).min(2).max(5),
  /**
   * What one would type, line by line, into a terminal; shown after a question, and typed by the lesson's test
   * into a real terminal. For checks that ask: what to run to find the answer.
   */
  solution: z.string().min(1),
  /** For the kind answer: a bash command, run as the learner, that prints the right answer. */
  solutionAnswer: z.string().optional(),
  mistakes: z.array(Mistake).min(1),
  /** Why this task has fewer than two mistakes. */
  fewMistakes: Sentence.optional(),
  /** Why this task may tick before its turn; without it, the solutions of the tasks before must leave it undone. */
  earlyPass: Sentence.optional(),
});
export type Task = z.infer<typeof Task>;

/** `tasks.yaml` of a lesson. */
export const TasksFile = z.strictObject({ tasks: z.array(Task).min(1) });

/** Front matter of `lesson.md`. */
export const LessonFrontMatter = z.strictObject({
  title: Sentence,
  /** One sentence: what the learner can do afterwards. */
  aim: Sentence,
  minutes: z.int().min(3).max(30),
  /** Images of the mirror that the lesson uses. */
  images: z.array(ImageName),
  /** Names that commands of the lesson use on purpose although there is no such image. */
  absentImages: z.array(ImageName).default([]),
  /** Those of `images` that a machine has from its start, or else fetches, in this order, as soon as it is the learner's. */
  fetchAhead: z.array(ImageName).max(4).default([]),
  /** Names of the terminals that a new machine opens; without it there is one, `Terminal 1`. */
  terminals: z
    .array(TerminalName)
    .max(3)
    .refine((names) => new Set(names).size === names.length, "each name once")
    .default([]),
  /** Where to read more: official documentation. Shown as text and link; nothing is loaded from there. */
  deeper: z.array(z.strictObject({ title: Sentence, url: z.url({ protocol: /^https$/ }) })).min(1),
});

/** `track.yaml` of a track. */
export const TrackFile = z.strictObject({
  title: Sentence,
  aim: Sentence,
  /** Headings of the course map: each stands before the lesson of this number. */
  parts: z.array(z.strictObject({ title: Sentence, from: z.int().min(1) })).default([]),
});

export interface Step {
  readonly title: string;
  /** Markdown of the step without its heading. */
  readonly markdown: string;
  readonly taskIds: readonly TaskId[];
}

export interface Lesson extends z.infer<typeof LessonFrontMatter> {
  readonly id: LessonId;
  readonly trackId: TrackId;
  /** The number of the folder's prefix: its place in the course. */
  readonly number: number;
  readonly steps: readonly Step[];
  readonly tasks: readonly Task[];
  /** name -> SVG text, from the lesson's `pictures/` folder. */
  readonly pictures: Readonly<Record<string, string>>;
  /** Path relative to the home folder -> content, from the lesson's `files/` folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A lesson that cannot be shown, as far as it can be read. */
export interface FaultyLesson {
  readonly id: string;
  readonly trackId: TrackId;
  readonly number: number;
  /** Its id, where the title cannot be read. */
  readonly title: string;
  readonly faults: readonly Fault[];
}

export interface Track {
  readonly id: TrackId;
  readonly title: string;
  readonly aim: string;
  readonly parts?: readonly { readonly title: string; readonly from: number }[];
  readonly lessons: readonly Lesson[];
  readonly faulty: readonly FaultyLesson[];
}

export interface Course {
  readonly tracks: readonly Track[];
  /** What is wrong beside lessons: of tracks and of the catalogue. */
  readonly faults: readonly Fault[];
  /** What keeps no lesson from being shown, but should be better. */
  readonly warnings: readonly Fault[];
}

/** The check that takes the learner's answer: this one, or the one among `all`. */
export function answerCheckOf(check: CheckSpec): AskingCheck | undefined {
  return (check.kind === "all" ? check.checks : [check]).find(asks);
}
