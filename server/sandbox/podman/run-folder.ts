import { execFile } from "node:child_process";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { chown, lstat, mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { SandboxError } from "../sandbox-error.ts";

const run = promisify(execFile);

/** A learner can write here: a small file system of its own, so that it cannot fill the host's. */
const TMPFS_OPTIONS = "size=64k,nr_inodes=32,mode=0755,nosuid,nodev,noexec";
/** linux/fcntl.h; Node has no name for it. */
const O_PATH = 0o10000000;
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * Whether a socket is read as soon as it is connected. One that is to be passed to another process must not be: what
 * was read here would be lost there.
 */
export type Reading = "at-once" | "when-resumed";

/** Host folder that a sandbox sees as /run/slipway. Its root owns it: nothing in it may be trusted. */
export async function makeRunFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  await run("mount", ["-t", "tmpfs", "-o", TMPFS_OPTIONS, "slipway", folder]);
}

/** Hands the folder to the sandbox's root and lets its engine start. */
export async function openGate(folder: string, rootUid: number): Promise<void> {
  await chown(folder, rootUid, rootUid);
  await writeFile(path.join(folder, "go"), "", { flag: "wx" });
}

/** Safe to call twice, and on a folder that was never mounted. */
export async function removeRunFolder(folder: string): Promise<void> {
  const inside = await lstat(folder).catch(() => undefined);
  if (inside === undefined) return;
  const outside = await lstat(path.dirname(folder));
  if (inside.dev !== outside.dev) {
    // Two may remove at once, a session's end and the reaper: whoever is second finds nothing mounted.
    await run("umount", ["--lazy", folder]).catch((error: Error) => {
      if (!/not mounted|no mount point|not found/.test(error.message)) throw error;
    });
  }
  await rmdir(folder).catch(() => rm(folder, { recursive: true, force: true }));
}

/**
 * Connects to a socket in a run folder. The last part of the path is the learner's, who might put a link there that
 * leads to another socket of this host: it is opened without following, checked, and used by descriptor. Rejects with a
 * plain Error that says what failed.
 */
export async function connectRunSocket(
  folder: string,
  name: string,
  reading: Reading = "at-once",
): Promise<net.Socket> {
  const failed = (detail: string, cause?: unknown) => new Error(`${folder}/${name}: ${detail}`, { cause });
  // At once, not by a thread: it lies in memory, `O_PATH` waits for nobody, and each question to an engine comes by here.
  let descriptor: number;
  try {
    descriptor = openSync(path.join(folder, name), O_PATH | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    throw failed("cannot be opened", cause);
  }
  let socket: net.Socket;
  try {
    if (!fstatSync(descriptor).isSocket()) throw failed("is no socket");
    socket = net.connect(`/proc/self/fd/${descriptor}`);
    if (reading === "when-resumed") socket.pause();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => socket.destroy(new Error("no answer")), CONNECT_TIMEOUT_MS);
      socket.once("connect", () => {
        clearTimeout(timer);
        resolve();
      });
      // It stays: the far end may hang up before whoever is given the socket listens, and that must end no process.
      socket.on("error", (cause) => {
        clearTimeout(timer);
        reject(failed("cannot be connected to", cause));
      });
    });
  } finally {
    closeSync(descriptor);
  }
  if (socket.destroyed) throw failed("hung up at once");
  return socket;
}

/** The sandbox's own Docker Engine. Rejects with `engine-unreachable` when nothing trustworthy is there. */
export async function connectEngineSocket(folder: string, reading?: Reading): Promise<net.Socket> {
  return connectRunSocket(folder, "docker.sock", reading).catch((cause: Error) => {
    throw new SandboxError({
      code: "engine-unreachable",
      learnerMessage: "The Docker Engine of your machine does not answer.",
      detail: cause.message,
      cause,
    });
  });
}
