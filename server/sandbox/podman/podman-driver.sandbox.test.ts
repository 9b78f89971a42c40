import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll } from "vitest";
import { workstationImageName } from "../../images/image-names.ts";
import { describeDriverContract } from "../driver-contract.ts";
import { createPodmanDriver } from "./podman-driver.ts";

const prefix = "slipway-test-contract";
const runDir = path.join("/run", prefix);
const mirrorDir = path.join(runDir, "mirror");

describeDriverContract("podman", async () => {
  await mkdir(mirrorDir, { recursive: true });
  return createPodmanDriver({
    prefix,
    image: workstationImageName(),
    limits: { memoryMb: 512, cpus: 1, processes: 512 },
    runDir,
    mirrorDir,
  });
});

afterAll(() => rm(runDir, { recursive: true, force: true }));
