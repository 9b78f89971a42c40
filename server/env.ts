import path from "node:path";
import { z } from "zod";

const minutes = (fallback: number, min: number) =>
  z.coerce
    .number()
    .min(min)
    .max(24 * 60)
    .default(fallback);
const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** Everything that can be set from outside, in one place. The doc of each is its description. */
const Variables = z.object({
  PORT: whole(3000, 0, 65535).describe("public port"),
  HOST: z.string().default("127.0.0.1").describe("address to listen on; 0.0.0.0 serves the network"),
  SLIPWAY_DATA: z.string().default("data").describe("folder for database, mirror and run files"),
  SLIPWAY_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,20}$/)
    .default("slipway")
    .describe("prefix of names and label value, so that two labs on one machine stay apart"),
  SLIPWAY_USER: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/)
    .default("slipway")
    .describe("system user as whom everything runs that is not about sandboxes; made by the set-up"),
  SLIPWAY_ROOTLESS: z
    .enum(["0", "1"])
    .default("0")
    .describe("1: an ordinary user's lab runs without root, also where there is sudo"),
  SLIPWAY_DRIVER: z
    .enum(["podman", "fake"])
    .default("podman")
    .describe("what makes sandboxes; fake ones only pretend, for work on the page"),
  SLIPWAY_HUB: z
    .url()
    .optional()
    .describe("registry to pull through, e.g. Docker Hub's; absent = offline images"),
  SLIPWAY_ORIGINS: z
    .string()
    .default("")
    .describe("further origins, comma-separated, that may open the live channel, e.g. behind a proxy"),
  SLIPWAY_SESSION_MINUTES: minutes(60, 0.1).describe("time a machine is promised, renewed by `extend`"),
  SLIPWAY_FREEZE_MINUTES: minutes(10, 0.01).describe(
    "after so long a machine that nobody looks at is frozen; the next visit or key thaws it",
  ),
  SLIPWAY_FREEZE_BUSY_MINUTES: minutes(30, 0.01).describe(
    "the same for one in which a program runs, or whose page is open while nothing is typed",
  ),
  SLIPWAY_KEPT_FILES_HOURS: whole(24, 0, 24 * 365).describe(
    "how long the home folder of a machine whose time was over is kept for a new one; 0: not at all",
  ),
  SLIPWAY_KEPT_FILES_MB: whole(5, 1, 100).describe("the most of one machine, compressed, in MB"),
  SLIPWAY_KEPT_FILES_TOTAL_MB: whole(1024, 1, 1_000_000).describe("of all together; the oldest go first"),
  SLIPWAY_MAX_SANDBOXES: whole(30, 1, 1000).describe("machines there may be at a time"),
  SLIPWAY_MAX_QUEUE: whole(30, 0, 1000).describe("learners who may wait while all machines are in use"),
  SLIPWAY_POOL_MIN: whole(2, 0, 1000).describe("machines that wait for learners, at least"),
  SLIPWAY_POOL_MAX: whole(10, 0, 1000).describe("at most, after many were asked for in ten minutes"),
  SLIPWAY_SANDBOX_MEMORY_MB: whole(1024, 256, 65536).describe("memory of one, in MB"),
  SLIPWAY_SANDBOX_CPUS: z.coerce.number().min(0.1).max(64).default(1).describe("CPUs of one"),
  SLIPWAY_SANDBOX_PROCESSES: whole(1024, 64, 30000).describe("processes and threads of one"),
  SLIPWAY_SANDBOX_DISK_MB: whole(4000, 500, 1_000_000).describe(
    "disk of one, in MB: its files, images, containers, volumes and build cache",
  ),
  SLIPWAY_RECORDING_HOURS: whole(168, 0, 24 * 365).describe(
    "how long a terminal's recording is kept after the terminal has ended, in hours",
  ),
  SLIPWAY_RECORDING_LEARNER_MB: whole(64, 1, 100_000).describe(
    "room for one learner's recordings, in MB; the oldest go first",
  ),
  SLIPWAY_RECORDINGS_MB: whole(2048, 1, 10_000_000).describe(
    "room for all recordings, in MB; the oldest go first",
  ),
  SLIPWAY_PREPARED_IMAGES: z
    .string()
    .default("")
    .describe("images, comma-separated, that each machine has from its start, without a pull"),
  SLIPWAY_LESSONS: z.string().default("lessons").describe("folder of the course"),
  SLIPWAY_DEV: z
    .enum(["0", "1"])
    .default("0")
    .describe("1: lessons are watched; a saved one shows at once in open pages, a fault with its place"),
  SLIPWAY_NEXT_DIR: z.string().default(".next").describe("folder of the built pages"),
  LOG_LEVEL: z
    .enum(["silent", "error", "warn", "info", "debug"])
    .default("info")
    .describe("how much is logged; debug: every request"),
});

const Environment = Variables.refine((env) => env.SLIPWAY_POOL_MIN <= env.SLIPWAY_POOL_MAX, {
  path: ["SLIPWAY_POOL_MIN"],
  message: "must not be more than SLIPWAY_POOL_MAX",
}).refine((env) => env.SLIPWAY_FREEZE_MINUTES <= env.SLIPWAY_FREEZE_BUSY_MINUTES, {
  path: ["SLIPWAY_FREEZE_MINUTES"],
  message: "must not be more than SLIPWAY_FREEZE_BUSY_MINUTES",
});

/** Every setting with its default and meaning, for the manual. */
export const settingsTable = (): readonly { name: string; fallback: string; meaning: string }[] =>
  Object.entries(Variables.shape).map(([name, setting]) => ({
    name,
    fallback: String(setting.safeParse(undefined).data ?? ""),
    meaning: setting.description ?? "",
  }));

/** Of an environment, only what sets something: for a process of ours that gets nothing else. */
export const onlySettings = (environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(Environment.shape).flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly prefix: string;
  readonly user: string;
  readonly driver: "podman" | "fake";
  readonly hub: string | undefined;
  readonly origins: readonly string[];
  readonly preparedImages: readonly string[];
  readonly sessionMinutes: number;
  readonly keptFiles: { readonly hours: number; readonly machineMb: number; readonly totalMb: number };
  readonly freezeMinutes: number;
  readonly freezeBusyMinutes: number;
  readonly maxSandboxes: number;
  readonly maxQueue: number;
  readonly pool: { readonly min: number; readonly max: number };
  readonly limits: {
    readonly memoryMb: number;
    readonly cpus: number;
    readonly processes: number;
    readonly diskMb: number;
  };
  readonly recordings: { readonly hours: number; readonly learnerMb: number; readonly totalMb: number };
  /** Absolute. */
  readonly lessonsDir: string;
  /** Lessons are being written: `npm run dev`. */
  readonly development: boolean;
  readonly nextDir: string;
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
}

const listOf = (commaSeparated: string): readonly string[] =>
  commaSeparated
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** Reads the environment once. Throws one Error that lists every fault, variable by variable. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`These settings cannot be used:\n${faults.join("\n")}`);
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: path.resolve(env.SLIPWAY_DATA),
    prefix: env.SLIPWAY_PREFIX,
    user: env.SLIPWAY_USER,
    driver: env.SLIPWAY_DRIVER,
    hub: env.SLIPWAY_HUB,
    origins: listOf(env.SLIPWAY_ORIGINS),
    sessionMinutes: env.SLIPWAY_SESSION_MINUTES,
    keptFiles: {
      hours: env.SLIPWAY_KEPT_FILES_HOURS,
      machineMb: env.SLIPWAY_KEPT_FILES_MB,
      totalMb: env.SLIPWAY_KEPT_FILES_TOTAL_MB,
    },
    freezeMinutes: env.SLIPWAY_FREEZE_MINUTES,
    freezeBusyMinutes: env.SLIPWAY_FREEZE_BUSY_MINUTES,
    maxSandboxes: env.SLIPWAY_MAX_SANDBOXES,
    maxQueue: env.SLIPWAY_MAX_QUEUE,
    pool: { min: env.SLIPWAY_POOL_MIN, max: env.SLIPWAY_POOL_MAX },
    limits: {
      memoryMb: env.SLIPWAY_SANDBOX_MEMORY_MB,
      cpus: env.SLIPWAY_SANDBOX_CPUS,
      processes: env.SLIPWAY_SANDBOX_PROCESSES,
      diskMb: env.SLIPWAY_SANDBOX_DISK_MB,
    },
    recordings: {
      hours: env.SLIPWAY_RECORDING_HOURS,
      learnerMb: env.SLIPWAY_RECORDING_LEARNER_MB,
      totalMb: env.SLIPWAY_RECORDINGS_MB,
    },
    preparedImages: listOf(env.SLIPWAY_PREPARED_IMAGES),
    lessonsDir: path.resolve(env.SLIPWAY_LESSONS),
    development: env.SLIPWAY_DEV === "1",
    nextDir: env.SLIPWAY_NEXT_DIR,
    logLevel: env.LOG_LEVEL,
  };
}
