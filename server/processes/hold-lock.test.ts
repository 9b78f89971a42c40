import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdLock } from "./hold-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process of its own that asks for the lock and says whether it got it; it ends when its input closes. */
function contender(file: string) {
  const script = `
    import { holdLock } from ${JSON.stringify(path.resolve(import.meta.dirname, "hold-lock.ts"))};
    process.stdin.resume();
    process.stdin.on("end", () => process.exit());
    holdLock(process.argv[1], "The lab").then(() => console.log("held"), () => console.log("refused"));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, file], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answer = new Promise<string>((resolve) =>
    child.stdout.once("data", (data) => resolve(String(data).trim())),
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return { child, answer, ended };
}

it("is held by one at a time, and free again when released", async () => {
  const file = path.join(folder, "lock");
  const lock = await holdLock(file, "The lab");
  await expect(holdLock(file, "The lab")).rejects.toThrow(
    "The lab already runs on this machine. Stop it first, or use another SLIPWAY_PREFIX.",
  );
  const other = await holdLock(path.join(folder, "other"), "Another lab");
  await lock.release();
  await (await holdLock(file, "The lab")).release();
  await other.release();
});

it("is free again when its holder is killed", async () => {
  const file = path.join(folder, "lock");
  const { child, answer, ended } = contender(file);
  expect(await answer).toBe("held");
  await expect(holdLock(file, "The lab")).rejects.toThrow("already runs");
  child.kill("SIGKILL");
  await ended;
  await (await holdLock(file, "The lab")).release();
});

it("goes to exactly one of many that start at the same moment, also after a crash", async () => {
  const file = path.join(folder, "lock");
  const crashed = contender(file);
  await crashed.answer;
  crashed.child.kill("SIGKILL");
  await crashed.ended;
  const contenders = Array.from({ length: 6 }, () => contender(file));
  const answers = await Promise.all(contenders.map(({ answer }) => answer));
  for (const { child } of contenders) child.stdin.end();
  await Promise.all(contenders.map(({ ended }) => ended));
  expect(answers.sort()).toEqual(["held", "refused", "refused", "refused", "refused", "refused"]);
});
