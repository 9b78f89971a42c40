import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { memoryProgressStore } from "../progress/memory-progress-store.ts";
import type { LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { drawerInPlace } from "../testing/drawer-in-place.ts";
import { startTestLab, type TestLab } from "../testing/start-test-lab.ts";
import { noKeptHomes } from "./kept-homes/kept-homes.ts";
import { memorySessionStore } from "./memory-session-store.ts";
import { memoryRecordings } from "./recordings/memory-recordings.ts";
import { SessionRegistry } from "./session-registry.ts";

const LEARNER = "a".repeat(32) as LearnerId;

let lab: TestLab;
let registry: SessionRegistry;
let waiting: Sandbox;
beforeAll(async () => {
  lab = await startTestLab("ahead");
  registry = new SessionRegistry({
    driver: {
      ...lab.driver,
      async create(...args) {
        waiting = await lab.driver.create(...args);
        return waiting;
      },
    },
    sessions: memorySessionStore(),
    progress: memoryProgressStore(),
    findLesson: (trackId, lessonId) => ({ trackId, lessonId, files: {}, images: ["nginx"], tasks: [] }),
    createEngineClient: (sandbox) => createEngineClient(() => sandbox.connectEngine()),
    runCheck: (check, context) => check.run(context),
    admit: async () => {},
    maxSandboxes: 1,
    maxQueue: 0,
    homes: noKeptHomes,
    sessionMs: 3_600_000,
    idle: { freezeMs: 600_000, busyFreezeMs: 1_800_000 },
    pool: { min: 1, max: 1, make: "x", look: async () => ({ busy: false, availableMb: 16_000 }) },
    recordings: memoryRecordings(),
    drawer: drawerInPlace(),
    log: (message, error) => expect.unreachable(`${message}: ${error}`),
  });
  await registry.restore();
  await vi.waitFor(() => expect(registry.pool.waiting).toBe(1), { timeout: 30_000 });
});
afterAll(async () => {
  await registry?.release();
  await lab?.close();
});

const docker = (...argv: string[]) => waiting.exec(["docker", ...argv], { timeoutMs: 30_000 });
const images = async () => (await docker("images", "--format", "{{.Repository}}")).stdout;

it("a machine that waited has the lesson's images soon after its claim, with no pull by the learner", async () => {
  expect(await images()).toBe("");
  const session = await registry.open(LEARNER, "track" as TrackId, "one" as LessonId, "");
  await vi.waitFor(() => expect(session.state.status).toBe("ready"));
  expect(session.sandboxId).toBe(waiting.id);
  await vi.waitFor(async () => expect(await images()).toBe("nginx\n"), { timeout: 30_000, interval: 200 });
  expect(await docker("run", "--rm", "nginx", "true")).toMatchObject({ exitCode: 0, stderr: "" });
});
