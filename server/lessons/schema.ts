import { z } from "zod";
import { type LessonId, TaskId, type TrackId } from "../protocol/ids.ts";

const Sentence = z.string().trim().min(3).max(400);
/** Compiled case-sensitively, dot does not match newlines; kept short so that no pattern can run away. */
const Pattern = z
  .string()
  .min(1)
  .max(200)
  .refine((source) => {
    try {
      new RegExp(source);
      return true;
    } catch {
      return false;
    }
  }, "a valid regular expression");
const Port = z.int().min(1).max(65535);
const ImageName = z.string().min(1).max(200);

/** Fields that every kind has. `next` overrides the step that the kind suggests by itself. */
const common = { next: Sentence.optional(), expected: Sentence.optional() };

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
    action: z.enum(["create", "start", "die", "kill", "stop", "restart", "destroy", "exec_start"]),
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
  .strictObject({ kind: z.literal("image"), ...common, name: ImageName, present: z.boolean().default(true) })
  .describe("an image is, or is no longer, on the engine");

export const VolumeCheck = z
  .strictObject({
    kind: z.literal("volume"),
    ...common,
    name: z.string(),
    present: z.boolean().default(true),
  })
  .describe("a volume is, or is no longer, on the engine");

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
      .describe("instead of a published port: this container's own address, port 80"),
    path: z.string().startsWith("/").default("/"),
    status: z.int().min(100).max(599).default(200),
    contains: Pattern.optional(),
  })
  .refine(
    (check) => (check.port === undefined) !== (check.container === undefined),
    "give either port or container",
  )
  .describe("what a request inside the sandbox is answered");

export const AnswerCheck = z
  .strictObject({
    kind: z.literal("answer"),
    ...common,
    question: Sentence,
    placeholder: z.string().max(60).optional(),
    accept: z.array(Pattern).min(1).optional().describe("whole answer, case and outer space do not count"),
    equals: z
      .string()
      .optional()
      .describe(
        "a shell command run as root inside; its trimmed output is the right answer, one per line when several are right",
      ),
    rejections: z
      .array(z.strictObject({ when: Pattern, say: Sentence }))
      .default([])
      .describe("what to say to a wrong answer that many give"),
  })
  .refine(
    (check) => (check.accept === undefined) !== (check.equals === undefined),
    "give either accept or equals",
  )
  .describe("a typed answer, compared on the server");

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
  VolumeCheck,
  FileCheck,
  HttpCheck,
  AnswerCheck,
  ScriptCheck,
]);

export const AllCheck = z
  .strictObject({ kind: z.literal("all"), checks: z.array(SingleCheck).min(2) })
  .refine(
    ({ checks }) => checks.filter((check) => check.kind === "answer").length <= 1,
    "at most one of them may ask for an answer",
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
  /** For answer checks: the wrong answer. */
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
   * into a real terminal. For answer checks: what to run to find the answer.
   */
  solution: z.string().min(1),
  /** For answer checks: a bash command, run as the learner, that prints the right answer. */
  solutionAnswer: z.string().optional(),
  mistakes: z.array(Mistake).min(1),
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
  /** Where to read more: official documentation. Shown as text and link; nothing is loaded from there. */
  deeper: z.array(z.strictObject({ title: Sentence, url: z.url({ protocol: /^https$/ }) })).min(1),
});

/** `track.yaml` of a track. */
export const TrackFile = z.strictObject({ title: Sentence, aim: Sentence });

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

export interface Track {
  readonly id: TrackId;
  readonly title: string;
  readonly aim: string;
  readonly lessons: readonly Lesson[];
}

export interface Course {
  readonly tracks: readonly Track[];
}

/** The check that takes the learner's answer: this one, or the one among `all`. */
export function answerCheckOf(check: CheckSpec): CheckSpecOf<"answer"> | undefined {
  if (check.kind === "answer") return check;
  return check.kind === "all" ? check.checks.find((each) => each.kind === "answer") : undefined;
}
