import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox } from "../driver.ts";
import { podmanCommand } from "./podman-cli.ts";

const SOCKET = "/run/slipway/commands.sock";
const PROGRAM = "/usr/lib/slipway/command-runner";
/** More than a pipe and both sockets hold. */
const MUCH = "0123456789abcdef".repeat(128 * 1024);
const GIVEN_MS = 500;

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("runner");
  sandbox = await lab.driver.create({ owner: "one" });
});
afterAll(() => lab?.cleanUp());

const sum = async (stdin: string) => (await sandbox.exec(["md5sum"], { stdin })).stdout;

it("carries much input, and output beside it", async () => {
  const { stdout, truncated, exitCode } = await sandbox.exec(["cat"], { stdin: MUCH });
  expect([truncated, exitCode, MUCH.startsWith(stdout)]).toEqual([true, 0, true]);
  expect(await sum(MUCH)).not.toBe(await sum(MUCH.slice(1)));
});

it("lets a command end that does not read its input", async () => {
  expect(await sandbox.exec(["echo", "done"], { stdin: MUCH })).toMatchObject({
    exitCode: 0,
    stdout: "done\n",
  });
});

it("keeps output and errors apart, and tells a signal as a shell does", async () => {
  expect(await sandbox.exec(["bash", "-c", "echo out; echo err >&2; kill -9 $$"])).toMatchObject({
    exitCode: 137,
    stdout: "out\n",
    stderr: "err\n",
  });
});

it("runs many at once, each with its own", async () => {
  const said = await Promise.all(
    Array.from({ length: 20 }, async (_each, n) => (await sandbox.exec(["echo", String(n)])).stdout),
  );
  expect(said).toEqual(Array.from({ length: 20 }, (_each, n) => `${n}\n`));
});

it("leaves nothing behind of what it ran", async () => {
  await Promise.all(Array.from({ length: 10 }, () => sandbox.exec(["true"])));
  const { stdout } = await asRoot(sandbox, "pgrep --count command-runner; ps -A -o stat= | grep -c ^Z");
  // Itself, and the process that carries this question.
  expect(stdout).toBe("2\n0\n");
});

it("does without the learner's folder where that was removed", async () => {
  const other = await lab.driver.create({ owner: "two" });
  await asRoot(other, "rm -r /home/learner");
  expect((await other.exec(["pwd"])).stdout).toBe("/\n");
  await other.destroy();
});

it("is root's alone", async () => {
  const { exitCode, stderr } = await sandbox.exec([
    "socat",
    "-u",
    "OPEN:/dev/null",
    `UNIX-CONNECT:${SOCKET}`,
  ]);
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/Permission denied/)]);
});

it("is started again when it was killed, by one of those who ask at once", async () => {
  await asRoot(sandbox, "pkill -KILL command-runner").catch(() => {});
  const said = await Promise.all(
    Array.from({ length: 5 }, async () => (await sandbox.exec(["echo", "here"])).stdout),
  );
  expect(new Set(said)).toEqual(new Set(["here\n"]));
  expect((await asRoot(sandbox, "pgrep --count command-runner")).stdout).toBe("2\n");
});

it("is done without where it does not start", async () => {
  await asRoot(sandbox, `mv ${PROGRAM} ${PROGRAM}.away; pkill -KILL command-runner`).catch(() => {});
  expect(await sandbox.exec(["cat"], { stdin: "by the runtime" })).toMatchObject({
    stdout: "by the runtime",
  });
  expect((await asRoot(sandbox, `mv ${PROGRAM}.away ${PROGRAM}`)).exitCode).toBe(0);
});

/** Not by the driver, which would ask the one that has just taken the runner's place. */
const byPodman = async (script: string) => {
  const [program, ...args] = podmanCommand("exec", sandbox.id, "bash", "-c", script);
  await promisify(execFile)(program, args);
};

it.each([
  ["says nothing", "sleep 60", "timed-out"],
  ["hangs up", "true", "sandbox-failed"],
  ["talks nonsense", "yes", "sandbox-failed"],
  ["claims an endless frame", "printf 'O\\377\\377\\377\\377'; sleep 60", "sandbox-failed"],
])("costs only its own learner when one in its place %s", async (_what, script, code) => {
  await byPodman(`
    pkill -KILL socat-hostile; rm -f ${SOCKET}
    cat >/hostile <<'END'
${script}
END
    (exec -a socat-hostile setsid socat -t 100 UNIX-LISTEN:${SOCKET},fork EXEC:"bash /hostile" >/dev/null 2>&1 </dev/null &)
    until [ -S ${SOCKET} ]; do sleep 0.05; done
  `);
  await expect(sandbox.exec(["true"], { timeoutMs: GIVEN_MS })).rejects.toMatchObject({ code });
});
