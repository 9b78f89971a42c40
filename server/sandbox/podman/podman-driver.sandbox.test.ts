import { afterAll } from "vitest";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import { describeDriverContract } from "../driver-contract.ts";

const { driver, cleanUp } = await realSandboxes("contract");

describeDriverContract("podman", async () => driver);

afterAll(cleanUp);
