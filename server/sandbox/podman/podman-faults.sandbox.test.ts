import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { isProcessAlive } from "../../images/process-alive.ts";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox } from "../driver.ts";

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
let folder: string;
const systemPath = process.env.PATH;

beforeAll(async () => {
  lab = await realSandboxes("podman-faults");
  sandbox = await lab.driver.create({ owner: "at-work" });
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-podman-"));
});
afterEach(() => {
  process.env.PATH = systemPath;
});
afterAll(async () => {
  await lab?.cleanUp();
  await rm(folder, { recursive: true, force: true });
});

/** A `podman` that does these shell words, found before the real one. */
async function placePodman(words: string): Promise<void> {
  await writeFile(path.join(folder, "podman"), `#!/bin/sh\n${words}\n`, { mode: 0o755 });
  process.env.PATH = `${folder}:${systemPath}`;
}

const madeFolders = async () =>
  (await readdir(lab.runDir)).filter((name) => name.startsWith(`${lab.prefix}-`));

it("a Podman that hangs is told in a sentence, does not pile up, and stops no learner at work", async () => {
  const terminal = await sandbox.openTerminal({ cols: 80, rows: 24 });
  let text = "";
  terminal.onData((data) => {
    text += data;
  });
  await placePodman(`touch ${folder}/begun-$$; exec sleep 600`);
  const asked = [...Array.from({ length: 12 }, () => lab.driver.list()), sandbox.status()];
  const answers = Promise.allSettled(asked);

  terminal.write("echo a''live\r");
  await vi.waitFor(() => expect(text).toContain("alive\r\n"), { timeout: 5_000 });
  expect((await sandbox.exec(["echo", "works"])).stdout).toBe("works\n");
  (await sandbox.connectEngine()).destroy();

  for (const answer of (await answers).slice(0, 12)) {
    expect(answer).toMatchObject({
      reason: { code: "sandbox-failed", learnerMessage: expect.stringContaining("does not answer") },
    });
  }
  expect((await answers).at(-1)).toMatchObject({ status: "rejected" });
  const begun = (await readdir(folder)).filter((name) => name.startsWith("begun-"));
  expect(begun.length).toBeGreaterThan(0);
  expect(begun.length).toBeLessThanOrEqual(8);
  for (const name of begun) expect(await isProcessAlive(Number(name.slice("begun-".length)))).toBe(false);

  process.env.PATH = systemPath;
  expect((await lab.driver.list()).map(({ id }) => id)).toEqual([sandbox.id]);
  expect(await sandbox.status()).toBe("running");
});

it("with a Podman that fails no machine is made, and nothing is left of it", async () => {
  await placePodman("echo 'no space left on device' >&2; exit 125");
  await expect(lab.driver.create({ owner: "unlucky" })).rejects.toMatchObject({
    code: "sandbox-failed",
    learnerMessage: expect.stringContaining("The operator can find the cause in the log"),
    message: expect.stringContaining("no space left on device"),
  });
  process.env.PATH = systemPath;
  await vi.waitFor(async () => {
    for (const { id, owner } of await lab.driver.list()) if (owner !== "at-work") await lab.driver.remove(id);
    expect(await madeFolders()).toEqual([sandbox.id]);
  });
});
