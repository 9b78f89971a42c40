import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ExecResult, Sandbox } from "../../sandbox/driver.ts";
import { diskKeptHomes } from "./disk-kept-homes.ts";

const OWNER = { learnerId: "a".repeat(32), trackId: "containers", lessonId: "one" } as never;
const OTHER = { learnerId: "b".repeat(32), trackId: "containers", lessonId: "one" } as never;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-homes-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A machine that is only a home folder, in which real commands run. */
async function machine(name: string, answer?: (script: string) => Partial<ExecResult> | undefined) {
  const home = path.join(root, name);
  await mkdir(home);
  const exec: Sandbox["exec"] = ([command = "", ...args], options = {}) =>
    new Promise((resolve) => {
      const made = answer?.(args[1] ?? "");
      const whole = { exitCode: 0, stdout: "", stderr: "", truncated: false };
      if (made !== undefined) return resolve({ ...whole, ...made });
      const child = execFile(
        command,
        args,
        {
          cwd: home,
          env: { NODE_ENV: "test", PATH: process.env.PATH, HOME: home, TMPDIR: root },
          maxBuffer: 256 * 1024,
        },
        (error, stdout, stderr) =>
          resolve({ ...whole, exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
      child.stdin?.on("error", () => {});
      child.stdin?.end(options.stdin ?? "");
    });
  return { home, sandbox: { exec } as Sandbox };
}

function homes(more: Partial<Parameters<typeof diskKeptHomes>[0]> = {}) {
  const kept = diskKeptHomes({
    folder: path.join(root, "kept"),
    hours: 24,
    machineMb: 1,
    totalMb: 10,
    onError: (message) => expect.unreachable(message),
    ...more,
  });
  kept.close();
  return kept;
}

it("brings a learner's files into another machine, once", async () => {
  const [old, fresh] = [await machine("old"), await machine("fresh")];
  const noise = Array.from({ length: 400_000 }, () => Math.floor(Math.random() * 256));
  await mkdir(path.join(old.home, "notes"));
  await writeFile(path.join(old.home, "notes/grüße.txt"), "schöne Grüße\n");
  await writeFile(path.join(old.home, "noise"), Buffer.from(noise));
  await writeFile(path.join(fresh.home, "lesson.txt"), "of the lesson\n");
  const mine = homes().of(OWNER);
  expect(await mine.keptAt()).toBeUndefined();
  await mine.keep(old.sandbox);
  expect(await mine.keptAt()).toBeInstanceOf(Date);
  expect(await homes().of(OTHER).keptAt()).toBeUndefined();
  await mine.bring(fresh.sandbox);
  expect(await readFile(path.join(fresh.home, "notes/grüße.txt"), "utf8")).toBe("schöne Grüße\n");
  expect(await readFile(path.join(fresh.home, "noise"))).toEqual(Buffer.from(noise));
  expect((await readdir(fresh.home)).sort()).toEqual(["lesson.txt", "noise", "notes"]);
  expect(await mine.keptAt()).toBeUndefined();
});

it("tells of files that are still being kept", async () => {
  const old = await machine("old");
  const kept = homes();
  const keeping = kept.of(OWNER).keep(old.sandbox);
  expect(await kept.of(OWNER).keptAt()).toBeInstanceOf(Date);
  await keeping;
});

it("keeps nothing that is too large, and nothing where nothing is to be kept", async () => {
  const { home, sandbox } = await machine("old");
  await writeFile(
    path.join(home, "noise"),
    Buffer.from(Array.from({ length: 1_100_000 }, () => Math.random() * 256)),
  );
  for (const kept of [homes(), homes({ machineMb: 10, hours: 0 })]) {
    await kept.of(OWNER).keep(sandbox);
    expect(await kept.of(OWNER).keptAt()).toBeUndefined();
  }
});

it("keeps what a machine gives, and believes nothing of it", async () => {
  const lies = [
    { stdout: "5 /tmp/x; rm -rf /\n" },
    { stdout: "5 ../../etc/passwd\n" },
    { stdout: "many /tmp/x\n" },
    { exitCode: 1 },
  ];
  for (const [index, lie] of lies.entries()) {
    const { sandbox } = await machine(`liar-${index}`, () => lie);
    await homes().of(OWNER).keep(sandbox);
    expect(await homes().of(OWNER).keptAt()).toBeUndefined();
  }
  const { sandbox } = await machine("liar", (script) =>
    script.startsWith("dd") ? { stdout: "\x1b]0;not Base64" } : { stdout: "5 /tmp/x\n" },
  );
  await homes().of(OWNER).keep(sandbox);
  expect(await homes().of(OWNER).keptAt()).toBeUndefined();
});

it("takes a link as a link: what it leads to outside is not read", async () => {
  const [old, fresh] = [await machine("old"), await machine("fresh")];
  await symlink("/etc/hostname", path.join(old.home, "link"));
  const mine = homes().of(OWNER);
  await mine.keep(old.sandbox);
  await mine.bring(fresh.sandbox);
  const [link] = await readdir(fresh.home, { withFileTypes: true });
  expect(link?.isSymbolicLink()).toBe(true);
});

it("still has the files when they could not be brought", async () => {
  const old = await machine("old");
  const broken = await machine("broken", () => ({ exitCode: 2, stdout: "/tmp/x\n", stderr: "no space" }));
  const mine = homes().of(OWNER);
  await mine.keep(old.sandbox);
  await expect(mine.bring(broken.sandbox)).rejects.toThrow("no space");
  expect(await mine.keptAt()).toBeInstanceOf(Date);
  await mine.forget();
  await mine.forget();
  expect(await mine.keptAt()).toBeUndefined();
});

it("forgets what is over, and the oldest of too much", async () => {
  const { home, sandbox } = await machine("old");
  await writeFile(
    path.join(home, "noise"),
    Buffer.from(Array.from({ length: 600_000 }, () => Math.random() * 256)),
  );
  const kept = homes({ totalMb: 1 });
  await kept.of(OWNER).keep(sandbox);
  const file = path.join(root, "kept", "a".repeat(32), "containers.one");
  await utimes(file, new Date(), new Date(Date.now() - 3_600_000));
  expect(await kept.of(OWNER).keptAt()).toBeInstanceOf(Date);
  await kept.of(OTHER).keep(sandbox);
  expect(await kept.of(OWNER).keptAt()).toBeUndefined();
  const other = path.join(root, "kept", "b".repeat(32), "containers.one");
  await utimes(other, new Date(), new Date(Date.now() - 25 * 3_600_000));
  expect(await kept.of(OTHER).keptAt()).toBeUndefined();
});
