import type { ExecOptions, Sandbox } from "../../sandbox/driver.ts";

/**
 * A home folder as a compressed archive in Base64: made inside its sandbox, unpacked inside another one, and never
 * opened in between. What a learner puts into it harms only their own next sandbox.
 */
export type HomeArchive = string;

/** Bytes at a time: what they become fits a command's output and input, and pieces of threes can be joined. */
const PIECE_BYTES = 180_000;
const PIECE_CHARS = (PIECE_BYTES / 3) * 4;
const SLOW: ExecOptions = { timeoutMs: 20_000 };

/** Ends with size and place of the archive. A file that changes meanwhile is taken as it is. */
const PACK =
  'cd && file=$(mktemp) && { tar -czf "$file" . 2>/dev/null || [ $? = 1 ]; } && stat -c "%s %n" "$file"';
const READ = `dd if="$1" bs=${PIECE_BYTES} skip="$2" count=1 status=none | base64 -w0`;
const APPEND = 'base64 -d >>"$1"';
const UNPACK = 'cd && tar -xzf "$1" --no-same-owner && rm -f "$1"';

type Exec = Pick<Sandbox, "exec">;

const shell = (sandbox: Exec, script: string, args: readonly string[] = [], options: ExecOptions = SLOW) =>
  sandbox.exec(["sh", "-c", script, "sh", ...args], options);

/** The learner's home folder. `undefined`: it is larger than `maxBytes`, or could not be had. */
export async function packHome(sandbox: Exec, maxBytes: number): Promise<HomeArchive | undefined> {
  const packed = await shell(sandbox, PACK);
  const [, size, file] = /^(\d+) (\/[\w./-]+)\n$/.exec(packed.stdout) ?? [];
  if (packed.exitCode !== 0 || file === undefined || Number(size) > maxBytes) return undefined;
  let archive = "";
  for (let piece = 0; piece * PIECE_BYTES < Number(size); piece++) {
    const { stdout } = await shell(sandbox, READ, [file, String(piece)]);
    // It comes from the sandbox, which may say anything.
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(stdout) || stdout.length > PIECE_CHARS) return undefined;
    archive += stdout;
  }
  return archive;
}

/** Puts an archive's files over those of the learner's home folder. Rejects when that could not be done. */
export async function unpackHome(sandbox: Exec, archive: HomeArchive): Promise<void> {
  const place = (await shell(sandbox, "mktemp")).stdout.trim();
  for (let at = 0; at < archive.length; at += PIECE_CHARS) {
    await shell(sandbox, APPEND, [place], { ...SLOW, stdin: archive.slice(at, at + PIECE_CHARS) });
  }
  const unpacked = await shell(sandbox, UNPACK, [place]);
  if (unpacked.exitCode !== 0)
    throw new Error(`the kept files could not be unpacked: ${unpacked.stderr.slice(0, 200)}`);
}
