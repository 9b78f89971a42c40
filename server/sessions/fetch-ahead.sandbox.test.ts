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

const learner = (letter: string) => letter.repeat(32) as LearnerId;

vi.setConfig({ testTimeout: 200_000 });

let lab: TestLab;
let registry: SessionRegistry;
const sessions = memorySessionStore();
const made = new Map<string, Sandbox>();
beforeAll(async () => {
  lab = await startTestLab("ahead");
  registry = new SessionRegistry({
    driver: {
      ...lab.driver,
      async create(...args) {
        const sandbox = await lab.driver.create(...args);
        made.set(sandbox.id, sandbox);
        return sandbox;
      },
    },
    sessions,
    progress: memoryProgressStore(),
    findLesson: (trackId, lessonId) => ({
      trackId,
      lessonId,
      files: {},
      images: lessonId === "one" ? ["nginx"] : [],
      tasks: [],
    }),
    createEngineClient: (sandbox) => createEngineClient(() => sandbox.connectEngine()),
    runCheck: (check, context) => check.run(context),
    admit: async () => {},
    maxSandboxes: 4,
    maxQueue: 0,
    homes: noKeptHomes,
    sessionMs: 3_600_000,
    idle: { freezeMs: 600_000, busyFreezeMs: 1_800_000 },
    pool: { min: 2, max: 2, make: "x", look: async () => ({ busy: false, availableMb: 16_000 }) },
    recordings: memoryRecordings(),
    drawer: drawerInPlace(),
    log: (message, error) => expect.unreachable(`${message}: ${error}`),
  });
  await registry.restore();
  await vi.waitFor(() => expect(registry.pool.waiting).toBe(2), { timeout: 30_000 });
});
afterAll(async () => {
  await registry?.release();
  await lab?.close();
});

/** A machine that waited, and is now this learner's. */
async function claimed(letter: string, lesson = "one"): Promise<Sandbox> {
  const waiting = [...made.keys()];
  const session = await registry.open(learner(letter), "track" as TrackId, lesson as LessonId, "");
  await vi.waitFor(() => expect(session.state.status).toBe("ready"));
  expect(waiting).toContain(session.sandboxId);
  return made.get(session.sandboxId ?? "") ?? expect.unreachable("made by the pool");
}

const docker = (sandbox: Sandbox, ...argv: string[]) =>
  sandbox.exec(["docker", ...argv], { timeoutMs: 30_000 });
const images = async (sandbox: Sandbox) =>
  (await docker(sandbox, "images", "--format", "{{.Repository}}")).stdout;

it("a machine that waited has the lesson's images soon after its claim, with no pull by the learner", async () => {
  for (const sandbox of made.values()) expect(await images(sandbox)).toBe("");
  const sandbox = await claimed("a");
  await vi.waitFor(async () => expect(await images(sandbox)).toBe("nginx\n"), {
    timeout: 30_000,
    interval: 200,
  });
  expect(await docker(sandbox, "run", "--rm", "nginx", "true")).toMatchObject({ exitCode: 0, stderr: "" });
});

it("after one learner has asked for it, the next has a machine with its images, and other lessons have none", async () => {
  const waiting = async () => (await sessions.listWaiting()).map(({ images }) => images);
  await vi.waitFor(async () => expect((await waiting()).toSorted()).toEqual(["", "nginx"]), {
    timeout: 120_000,
    interval: 100,
  });
  const startMirror = await lab.stopMirror();
  const [other, sandbox] = [await claimed("b", "two"), await claimed("c")];
  expect([await images(other), await images(sandbox)]).toEqual(["", "nginx\n"]);
  expect(await docker(sandbox, "run", "--rm", "nginx", "true")).toMatchObject({ exitCode: 0, stderr: "" });
  await startMirror();
});
