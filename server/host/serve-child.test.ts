import { spawn } from "node:child_process";
import { once } from "node:events";
import os from "node:os";
import { afterEach, expect, it } from "vitest";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { overStreams } from "../sandbox/fake/over-streams.ts";
import { MAX_REFUSALS, serveChild } from "./serve-child.ts";
import { HOST_LINES_FD } from "./server-seam.ts";

/** A peer that sends so many messages of nonsense, then a sound call, and prints what comes back. */
const PEER = `
const lines = new (require("node:net").Socket)({ fd: ${HOST_LINES_FD} });
lines.on("data", (answer) => process.stdout.write(answer));
for (let count = 0; count < Number(process.argv[1]); count += 1) lines.write("nonsense " + count + "\\n");
lines.write(JSON.stringify({ call: 1, verb: "list", args: [] }) + "\\n");
`;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function serve(nonsense: number) {
  const child = spawn(process.execPath, ["-e", PEER, String(nonsense)], {
    stdio: ["ignore", "pipe", "inherit", "pipe", "ipc"],
  });
  stops.push(() => child.kill("SIGKILL"));
  const refused: string[] = [];
  serveChild(child, {
    driver: overStreams(createFakeDriver()),
    isOurs: () => true,
    relayDir: os.tmpdir(),
    onRefused: (why) => refused.push(why),
  });
  return { child, refused };
}

it("answers a child that has sent some nonsense", async () => {
  const { child, refused } = serve(MAX_REFUSALS - 1);
  const [answer] = await once(child.stdout as NodeJS.ReadableStream, "data");
  expect(JSON.parse(String(answer))).toEqual({ call: 1, result: [] });
  expect(refused).toHaveLength(MAX_REFUSALS - 1);
});

it("ends a child that goes on with it, so that another one is started", async () => {
  const { child, refused } = serve(MAX_REFUSALS);
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  expect(refused).toHaveLength(MAX_REFUSALS);
});
