import { describeDriverContract } from "../driver-contract.ts";
import { createFakeDriver } from "./fake-driver.ts";

describeDriverContract("fake", async () => createFakeDriver());
