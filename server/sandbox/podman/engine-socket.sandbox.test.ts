import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox } from "../driver.ts";

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("engine-socket");
  sandbox = await lab.driver.create({ owner: "one" });
  await asRoot(sandbox, "mv /run/slipway/docker.sock /run/slipway/real.sock");
});
afterEach(() => asRoot(sandbox, "rm -rf /run/slipway/docker.sock"));
afterAll(() => lab?.cleanUp());

it.each([
  ["nothing", "true"],
  ["a link to itself", `ln -s docker.sock docker.sock`],
  ["a link to the real one", "ln -s real.sock docker.sock"],
  ["a file", "echo x > docker.sock"],
  ["a pipe", "mkfifo docker.sock"],
  ["a folder", "mkdir docker.sock"],
  [
    "a socket on which nobody listens",
    "timeout 1 socat UNIX-LISTEN:docker.sock,unlink-close=0 - </dev/null; test -S docker.sock",
  ],
  [
    "a socket for messages",
    "timeout 1 socat UNIX-RECV:docker.sock,unlink-close=0 - </dev/null; test -S docker.sock",
  ],
])("the engine's socket replaced by %s is refused at once", async (_, script) => {
  const made = await asRoot(sandbox, `cd /run/slipway && ${script}`);
  expect(made.exitCode, made.stderr).toBe(0);
  const before = Date.now();
  await expect(sandbox.connectEngine()).rejects.toMatchObject({ code: "engine-unreachable" });
  expect(Date.now() - before).toBeLessThan(2_500);
});
