import { afterAll } from "vitest";
import { describeDriverContract } from "../driver-contract.ts";
import { startHostProcess } from "./testing/start-host-process.ts";

const host = startHostProcess();
describeDriverContract("fake, in another process", async () => host.driver);
afterAll(host.stop);
