import { afterAll } from "vitest";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import { describeDriverContract } from "../driver-contract.ts";
import { startHostProcess } from "./testing/start-host-process.ts";

const { prefix, cleanUp } = await realSandboxes("remote");
const host = startHostProcess(prefix);

describeDriverContract("podman, in another process", async () => host.driver);

afterAll(async () => {
  await host.stop();
  await cleanUp();
});
