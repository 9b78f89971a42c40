import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import type {
  CreatePhase,
  ExecOptions,
  ExecResult,
  Sandbox,
  SandboxDriver,
  SandboxId,
  SandboxSpec,
  SandboxSummary,
} from "../driver.ts";
import { SandboxError, sandboxGone } from "../sandbox-error.ts";
import { createFakeEngine } from "./fake-engine.ts";
import { type FakeShell, startFakeShell } from "./fake-shell.ts";

interface FakeMachine {
  readonly summary: SandboxSummary;
  readonly files: Map<string, string>;
  readonly shells: Map<string, FakeShell>;
  frozen: boolean;
}

/** The few commands that the fake's `exec` knows; anything else ends with 127, as a shell would say it. */
function execute(
  machine: FakeMachine,
  argv: readonly string[],
  options: ExecOptions,
): ExecResult | Promise<ExecResult> {
  const done = (exitCode: number, stdout = "", stderr = ""): ExecResult => ({
    exitCode,
    stdout,
    stderr,
    truncated: false,
  });
  const [command, ...args] = argv;
  switch (command) {
    case "true":
      return done(0);
    case "false":
      return done(1);
    case "echo":
      return done(0, `${args.join(" ")}\n`);
    case "whoami":
      return done(0, `${options.user ?? "learner"}\n`);
    case "cat": {
      const [file] = args;
      if (file === undefined) return done(0, options.stdin ?? "");
      const content = machine.files.get(file);
      return content === undefined
        ? done(1, "", `cat: ${file}: No such file or directory\n`)
        : done(0, content);
    }
    case "nice":
      // So images are fetched ahead; the fake engine has none all the same.
      return done(0);
    case "yes":
      return { exitCode: 0, stdout: "y\n".repeat(128 * 1024), stderr: "", truncated: true };
    case "sleep":
      return new Promise((_resolve, reject) => {
        setTimeout(
          () =>
            reject(
              new SandboxError({
                code: "timed-out",
                learnerMessage: "A command on your machine took too long and was stopped.",
                detail: `fake exec: ${argv.join(" ")}`,
              }),
            ),
          options.timeoutMs ?? 10_000,
        );
      });
    default:
      return done(127, "", `${command}: command not found\n`);
  }
}

/** Sandboxes in memory with a scripted shell: for unit tests and for work on the page, never for a learner. */
export function createFakeDriver(): SandboxDriver {
  const machines = new Map<SandboxId, FakeMachine>();
  let made = 0;

  function sandboxFor(id: SandboxId): Sandbox {
    const alive = (): FakeMachine => {
      const machine = machines.get(id);
      if (machine === undefined) throw sandboxGone(id);
      return machine;
    };
    return {
      id,
      owner: alive().summary.owner,
      limits: { memoryMb: 512, cpus: 1, processes: 256 },
      async status() {
        const machine = machines.get(id);
        if (machine === undefined) return "gone";
        return machine.frozen ? "frozen" : "running";
      },
      async usage() {
        const { shells } = alive();
        return { memoryBytes: 40_000_000, cpuSeconds: 0.5, processes: 10 + shells.size, timesOutOfMemory: 0 };
      },
      async openTerminal(size, name = randomBytes(6).toString("hex")) {
        const { shells } = alive();
        const shell = startFakeShell(name, size);
        shells.set(name, shell);
        shell.onExit(() => shells.delete(name));
        return shell.attach(0);
      },
      async attachTerminal(name, from) {
        return alive().shells.get(name)?.attach(from);
      },
      async exec(argv, options = {}) {
        return execute(alive(), argv, options);
      },
      async placeFiles(files) {
        const machine = alive();
        for (const [file, content] of Object.entries(files)) machine.files.set(file, content);
      },
      async connectEngine() {
        alive();
        return createFakeEngine();
      },
      async connectPort(port) {
        alive();
        if (port !== 80) {
          throw new SandboxError({
            code: "not-found",
            learnerMessage: `Nothing listens on port ${port} of your machine.`,
            detail: `fake sandbox ${id}: port ${port}`,
          });
        }
        return new PassThrough();
      },
      async freeze() {
        alive().frozen = true;
      },
      async thaw() {
        alive().frozen = false;
      },
      async destroy() {
        const machine = machines.get(id);
        machines.delete(id);
        for (const shell of machine?.shells.values() ?? []) shell.kill();
      },
    };
  }

  return {
    async create(spec: SandboxSpec, onPhase: (phase: CreatePhase) => void = () => {}) {
      made += 1;
      const id = `fake-${made}` as SandboxId;
      onPhase("machine");
      machines.set(id, {
        summary: { id, owner: spec.owner, createdAt: new Date() },
        files: new Map(Object.entries(spec.files ?? {})),
        shells: new Map(),
        frozen: false,
      });
      onPhase("engine");
      return sandboxFor(id);
    },
    async prepare() {
      return true;
    },
    async resume(id) {
      return machines.has(id) ? sandboxFor(id) : undefined;
    },
    async list() {
      return [...machines.values()].map((machine) => machine.summary);
    },
    async remove(id) {
      if (machines.has(id)) await sandboxFor(id).destroy();
    },
    async close() {},
  };
}
