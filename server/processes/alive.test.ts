import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { endWhenSilent } from "./alive.ts";

const EVERY_MS = 150;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A process that says it is alive, and then does this. */
function started(script: string) {
  const alive = path.resolve(import.meta.dirname, "alive.ts");
  const code = `const { sayAlive } = await import(${JSON.stringify(alive)});
    sayAlive(${EVERY_MS});
    const later = (action) => setTimeout(action, ${EVERY_MS * 4});
    setInterval(() => {}, 1_000);
    ${script}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const ended = new Promise((resolve) => child.once("exit", (exit, signal) => resolve(signal ?? exit)));
  return { child, ended };
}

it.each([
  ["was stopped", `later(() => process.kill(process.pid, "SIGSTOP"))`],
  ["never gets round to anything", "later(() => { while (true) {} })"],
])("ends a process that %s", async (_, script) => {
  const { child, ended } = started(script);
  let told = 0;
  endWhenSilent(child, () => (told += 1), EVERY_MS);
  expect(await ended).toBe("SIGKILL");
  expect(told).toBe(1);
});

it("leaves one alone that gets round to it, and one that never says anything", async () => {
  const lively = started(`setTimeout(() => process.exit(7), ${EVERY_MS * 16})`);
  endWhenSilent(lively.child, () => expect.unreachable("it is alive"), EVERY_MS);
  const silent = spawn(process.execPath, ["--eval", `setTimeout(() => process.exit(8), ${EVERY_MS * 16})`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(silent);
  const silentEnded = new Promise((resolve) => silent.once("exit", resolve));
  endWhenSilent(silent, () => expect.unreachable("it never said anything"), EVERY_MS);
  expect([await lively.ended, await silentEnded]).toEqual([7, 8]);
});
