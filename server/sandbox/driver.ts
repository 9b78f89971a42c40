import type { Duplex } from "node:stream";
import type { TerminalSize } from "../protocol/payloads.ts";

/** The driver's own name for a sandbox: opaque, unique on this machine, safe in a file name. */
export type SandboxId = string & { readonly __brand: "SandboxId" };

/** Where a sandbox being made has got to: `machine` = its processes and files, `engine` = its Docker Engine. */
export type CreatePhase = "machine" | "engine";

export interface SandboxSpec {
  /** Who answers for it, an opaque id kept with the sandbox; the reaper destroys what no live owner claims. */
  readonly owner: string;
  /** Files for the learner's home folder: path relative to it -> content. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * Images that it is to have from its start, by the names that a learner types. It has them all, or none of them as long
   * as they are not prepared, which this begins as `SandboxDriver.prepare` does.
   */
  readonly images?: readonly string[];
  /** Nobody waits for it: while it is being made it gives way to those who work. */
  readonly unhurried?: boolean;
}

export interface SandboxSummary {
  readonly id: SandboxId;
  readonly owner: string;
  readonly createdAt: Date;
}

/** Limits in force: memory and disk in MB (10^6 bytes), CPUs (may be a fraction), number of processes and threads. */
export interface SandboxLimits {
  readonly memoryMb: number;
  readonly cpus: number;
  readonly processes: number;
  /** All that is written inside: files, images, containers, volumes, build cache. Absent: this machine cannot limit it. */
  readonly diskMb?: number;
}

/** What a sandbox uses: memory without what the kernel could drop at once, and CPU time since its start. */
export interface SandboxUse {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
  /** Processes and threads. */
  readonly processes: number;
  /** How often its memory was used up, so that a program was ended. */
  readonly timesOutOfMemory: number;
  /** Absent where the disk is not limited. `isFull`: no room for more, be it bytes or files. */
  readonly disk?: { readonly bytes: number; readonly isFull: boolean };
}

export interface ExecOptions {
  /**
   * Milliseconds until the process is killed and the call rejects with `timed-out`. Default 10 000. A command that
   * leaves a process behind has not ended while that holds its output open: redirect it (`> /dev/null 2>&1 &`).
   */
  readonly timeoutMs?: number;
  /** Default `learner`, in the learner's home folder with a login environment. */
  readonly user?: "learner" | "root";
  readonly stdin?: string;
}

/** Output is UTF-8 text, each stream cut at 256 KiB; `truncated` says that it was. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

export interface Subscription {
  dispose(): void;
}

/**
 * A shell of the learner's on a pty inside the sandbox. It outlives this object and the process that holds it: only
 * `kill`, its own end or its sandbox's end it. Every byte it has ever printed has a number, from 0; text stands for
 * whole characters. `write` and `resize` after exit do nothing. `onExit` fires once, after the last `onData`, also when
 * the sandbox is destroyed beneath it.
 */
export interface Terminal {
  /** Unique in its sandbox; by it the shell is found again. */
  readonly name: string;
  /** Number of the first byte that `onData` gives: what was asked for, or the oldest still kept. */
  readonly firstByte: number;
  write(data: string): void;
  resize(size: TerminalSize): void;
  /** Stops reading, so that a fast program blocks on its own pty. */
  pause(): void;
  resume(): void;
  /**
   * Output before byte `upTo` is safe with us and need not be kept any more. A program whose output nobody
   * acknowledges blocks after some hundred KB: nothing is dropped.
   */
  acknowledge(upTo: number): void;
  /** The program in the foreground, by name; empty when it is the shell itself, or the terminal has ended. */
  foreground(): Promise<string>;
  /** Hangs up; safe to call twice. */
  kill(): void;
  /** Lets go; the shell lives on. No listener is called any more. */
  detach(): void;
  /** `end`: the number of the byte after this text. Output waits for the first listener. */
  onData(listener: (data: string, end: number) => void): Subscription;
  onExit(listener: (exit: { exitCode: number }) => void): Subscription;
}

/**
 * A learner's machine with a Docker Engine of its own. Every method but `destroy` and `status` rejects with a
 * SandboxError `sandbox-gone` once it is destroyed or has died.
 */
export interface Sandbox {
  readonly id: SandboxId;
  readonly owner: string;
  readonly limits: SandboxLimits;
  /** Asks the machine, not our memory. `exited`: it died by itself; `gone`: nothing is left of it. */
  status(): Promise<"running" | "frozen" | "exited" | "gone">;
  /** Cheap enough to be asked of every sandbox every few seconds. Absent where a driver cannot tell. */
  usage?(): Promise<SandboxUse>;
  /** A new shell. `name`: lower-case letters, digits and hyphens, at most 24; a fresh one unless given. */
  openTerminal(size: TerminalSize, name?: string): Promise<Terminal>;
  /**
   * Comes back to a shell that a server before this one opened, with its output from byte `from` on. Whoever held it
   * before loses it. `undefined`: it has ended.
   */
  attachTerminal(name: string, from: number): Promise<Terminal | undefined>;
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Puts files into the learner's home folder, as `SandboxSpec.files`. */
  placeFiles(files: Readonly<Record<string, string>>): Promise<void>;
  /**
   * One byte stream to the sandbox's own Docker Engine (HTTP over it). Rejects with `engine-unreachable` when
   * nothing trustworthy answers there. What comes back is the learner's: bound it in size and time.
   */
  connectEngine(): Promise<Duplex>;
  /** One TCP stream to `127.0.0.1:port` inside. Rejects with `not-found` when nothing listens there. */
  connectPort(port: number): Promise<Duplex>;
  /** Stops every process where it is; memory stays. Freezing twice is fine. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Safe to call twice; "already gone" is success. Everything the sandbox had on the host is removed. */
  destroy(): Promise<void>;
}

/** Makes sandboxes and finds them again. No type of any engine leaks out of an implementation. */
export interface SandboxDriver {
  /**
   * Resolves when usable (`docker` answers, a shell can be opened), not when requested. On failure nothing is
   * left behind, and it rejects with a SandboxError whose sentence is fit for the learner.
   */
  create(spec: SandboxSpec, onPhase?: (phase: CreatePhase) => void): Promise<Sandbox>;
  /**
   * Whether a sandbox that is made now has these images from its start. If not, they are prepared, beside what else there
   * is to do: ask again. Where that fails, or nothing can be prepared, the answer stays `false`.
   */
  prepare(images: readonly string[]): Promise<boolean>;
  /** After a restart of the server. `undefined` = gone or dead; whatever was left of it is then removed. */
  resume(id: SandboxId): Promise<Sandbox | undefined>;
  /** Everything that carries our label, running or not, for the reaper. */
  list(): Promise<readonly SandboxSummary[]>;
  /** Removes whatever is left of a sandbox that is not held as an object: by id, safe to call twice. */
  remove(id: SandboxId): Promise<void>;
  /** Lets go of what this process holds. Sandboxes live on. */
  close(): Promise<void>;
}
