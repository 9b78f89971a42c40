import { execFile } from "node:child_process";
import type { ExecResult, Sandbox, SandboxDriver } from "../sandbox/driver.ts";
import { asRoot } from "./real-sandboxes.ts";

/** Where an attacker types: their sandbox, or wherever an attempt's control lies. */
export interface ShellPlace {
  run(script: string): Promise<Pick<ExecResult, "exitCode" | "stdout" | "stderr">>;
}

export interface SandboxPlace extends ShellPlace {
  readonly id: string;
}

/** Milliseconds. An attempt that has not succeeded by then is refused; none waits for anything longer. */
const ATTEMPT_MS = 20_000;
/** bash: a command that is no program, or is not there. */
const NOT_TRIED = [126, 127];

export const rootOf = (sandbox: Sandbox): SandboxPlace => ({
  id: sandbox.id,
  run: (script) => asRoot(sandbox, script, ATTEMPT_MS),
});

/** The attacker's sandbox, and that of another learner. */
export async function attackerAndNeighbour(
  driver: SandboxDriver,
): Promise<{ attacker: SandboxPlace; neighbour: SandboxPlace }> {
  const [attacker, neighbour] = await Promise.all([
    driver.create({ owner: "attacker" }),
    driver.create({ owner: "neighbour" }),
  ]);
  return { attacker: rootOf(attacker), neighbour: rootOf(neighbour) };
}

/** Runs a program of this machine, here or, by words in front, in a namespace. */
export const hostShell = (...prefix: readonly string[]): ShellPlace => ({
  run: (script) =>
    new Promise((resolve) => {
      const [file = "", ...args] = [...prefix, "bash", "-c", script];
      const child = execFile(file, args, { timeout: ATTEMPT_MS }, (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
      );
      child.stdin?.end();
    }),
});

/**
 * An attempt in shell words: exit code 0 = the attacker has it. A program that is not there is no refusal, so the words
 * must say by themselves what may be missing. A function gives words that are known only once hooks have run.
 */
export const byShell = (script: string | (() => string)) => async (place: ShellPlace) => {
  const result = await place.run(typeof script === "string" ? script : script());
  if (NOT_TRIED.includes(result.exitCode)) throw new Error(`could not be tried: ${JSON.stringify(result)}`);
  return result.exitCode === 0;
};

/** Numbers of system calls: those of x86_64, and the common ones of newer architectures (asm-generic/unistd.h). */
const CALLS = {
  acct: { x64: 163, arm64: 89 },
  add_key: { x64: 248, arm64: 217 },
  adjtimex: { x64: 159, arm64: 171 },
  bpf: { x64: 321, arm64: 280 },
  fanotify_init: { x64: 300, arm64: 262 },
  finit_module: { x64: 313, arm64: 273 },
  inotify_init1: { x64: 294, arm64: 26 },
  io_uring_setup: { x64: 425, arm64: 425 },
  kcmp: { x64: 312, arm64: 272 },
  keyctl: { x64: 250, arm64: 219 },
  kexec_load: { x64: 246, arm64: 104 },
  mount: { x64: 165, arm64: 40 },
  move_pages: { x64: 279, arm64: 239 },
  open_by_handle_at: { x64: 304, arm64: 265 },
  perf_event_open: { x64: 298, arm64: 241 },
  process_vm_readv: { x64: 310, arm64: 270 },
  quotactl: { x64: 179, arm64: 60 },
  reboot: { x64: 169, arm64: 142 },
  socket: { x64: 41, arm64: 198 },
  swapon: { x64: 167, arm64: 224 },
  userfaultfd: { x64: 323, arm64: 282 },
} as const;

export const callNumber = (name: keyof typeof CALLS): number =>
  CALLS[name][process.arch === "arm64" ? "arm64" : "x64"];

/**
 * Asks the kernel for something that cannot work, such as "a module from no file". Success is any complaint but "not
 * permitted" and "no such call": then the call came through, and the next one would be meant.
 */
export const byCall = (name: keyof typeof CALLS, ...args: readonly (number | string)[]) =>
  byShell(`perl -e 'my $r = syscall(${[callNumber(name), ...args].join(", ")});
    exit($r >= 0 || !($!{EPERM} || $!{EACCES} || $!{ENOSYS}) ? 0 : 1)'`);

/** Words that make `$folder`, which goes when they end. What is mounted on it or in it is never removed with it. */
export const IN_A_FOLDER =
  "folder=$(mktemp -d); trap 'umount $folder 2>/dev/null; rm -rf --one-file-system --preserve-root=all $folder' EXIT;";

/** The bounding set in a `/proc/PID/status` has a capability that is not on the list. */
export function holdsMoreThan(list: readonly string[], status: string) {
  const names = list.map((name) => name.slice("CAP_".length).toLowerCase()).join("|");
  return byShell(`all=$(setpriv --list-caps) && bound=$(sed -n 's/^CapBnd:\\s*//p' ${status}) && perl -e '
    my $bound = hex shift; my $n = 0;
    for (@ARGV) { exit 0 if $bound >> $n & 1 && !/^(${names})$/; $n += 1 } exit 1' $bound $all`);
}

/** As one word for a shell. */
export const quoted = (script: string): string => `'${script.replaceAll("'", `'\\''`)}'`;
