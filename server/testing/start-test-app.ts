import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { type AnsweredRequest, type AppParts, createApp } from "../create-app.ts";
import { createLearnerIdentity, LEARNER_COOKIE } from "../learners/identify-learner.ts";
import { createLabMetrics } from "../metrics/lab-metrics.ts";
import { observedDriver } from "../metrics/observed-driver.ts";
import { observedChecks, observedProgress } from "../metrics/observed-parts.ts";
import { FailureRing } from "../operator/failure-ring.ts";
import { createOperatorAccess } from "../operator/operator-access.ts";
import { createOperatorDesk } from "../operator/operator-desk.ts";
import { createReadiness, type Probe } from "../operator/readiness.ts";
import { memoryProgressStore } from "../progress/memory-progress-store.ts";
import type { CheckResult } from "../protocol/check-result.ts";
import type { LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import type { SandboxDriver } from "../sandbox/driver.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { noKeptHomes } from "../sessions/kept-homes/kept-homes.ts";
import { memorySessionStore } from "../sessions/memory-session-store.ts";
import { memoryRecordings } from "../sessions/recordings/memory-recordings.ts";
import type { RecordingShelf } from "../sessions/recordings/recording-shelf.ts";
import { type RegistryParts, SessionRegistry } from "../sessions/session-registry.ts";
import { drawerInPlace } from "./drawer-in-place.ts";
import { type LearnerOptions, TestLearner } from "./test-learner.ts";

/** The one track of the test's course; its lessons are `one`, `two` and `three`, each with these tasks. */
export const TRACK = "track" as TrackId;
export const LESSONS = ["one", "two", "three"];
/** Passes as soon as `taskDone` is set. */
export const WATCHED_TASK = "watched" as TaskId;
/** Passes at the answer "42". */
export const ANSWER_TASK = "answer" as TaskId;
const STEPS = 3;
export const OPERATOR_TOKEN = "operator-token-of-the-test-app";

export interface TestAppOptions {
  readonly driver?: SandboxDriver;
  readonly registry?: Partial<RegistryParts>;
  /** Goes with the registry's recordings. */
  readonly shelf?: RecordingShelf;
  readonly origins?: readonly string[];
  readonly stepsOf?: AppParts["stepsOf"];
  /** Parts of the lab besides the pages. */
  readonly probes?: Readonly<Record<string, Probe>>;
}

const emptyShelf: RecordingShelf = {
  list: async () => ({ recordings: [], keptHours: 1 }),
  open: async () => undefined,
  remove: async () => "not-found",
  removeAll: async () => {},
};

/** What the pages process was asked for. */
interface PageRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
}

export type TestApp = Awaited<ReturnType<typeof startTestApp>>;

/** The whole public server on a free port, with fakes behind every seam. `close` ends it and all its learners. */
export async function startTestApp(options: TestAppOptions = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-app-"));
  const pagesSocket = path.join(folder, "pages.sock");
  const pageRequests: PageRequest[] = [];
  const pages = http.createServer(({ method, url, headers }, response) => {
    pageRequests.push({ method, url, headers });
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("content-security-policy", "default-src *");
    response.end(`<h1>page ${url}</h1>`);
  });
  await new Promise<void>((resolve) => pages.listen(pagesSocket, resolve));

  const task = { done: false };
  const notYet: CheckResult = { status: "not-yet", found: "nothing", expected: "42", next: "Try 42." };
  const logged: { message: string; error: unknown; facts?: unknown }[] = [];
  const failures = new FailureRing();
  const log: AppParts["log"] = (message, error, facts) => {
    logged.push({ message, error, ...(facts === undefined ? {} : { facts }) });
    failures.add(message, error, facts?.requestId);
  };
  const driver = options.driver ?? createFakeDriver();
  const metrics = createLabMetrics();
  const watched = observedDriver(driver, metrics);
  const progress = observedProgress(memoryProgressStore(), metrics.taskPassed);
  const sessions = memorySessionStore();
  const registry = new SessionRegistry({
    driver: watched.driver,
    sessions,
    progress,
    recordings: memoryRecordings(),
    drawer: drawerInPlace(),
    findLesson: (trackId, lessonId) =>
      trackId === TRACK && LESSONS.includes(lessonId)
        ? {
            trackId,
            lessonId,
            files: {},
            images: [],
            tasks: [
              {
                id: WATCHED_TASK,
                title: "Do it",
                asksForAnswer: false,
                check: {
                  watches: ["container"],
                  run: async () => (task.done ? { status: "passed" } : notYet),
                },
              },
              {
                id: ANSWER_TASK,
                title: "Answer it",
                asksForAnswer: true,
                check: {
                  watches: [],
                  run: async ({ answer }) => (answer === "42" ? { status: "passed" } : notYet),
                },
              },
            ],
          }
        : undefined,
    createEngineClient: (sandbox) => createEngineClient(() => sandbox.connectEngine()),
    runCheck: observedChecks((check, context) => check.run(context), metrics.checked),
    observe: metrics.sessionBecame,
    admit: async () => {},
    maxSandboxes: 10,
    maxQueue: 0,
    homes: noKeptHomes,
    sessionMs: 3_600_000,
    idle: { freezeMs: 600_000, busyFreezeMs: 1_800_000 },
    log,
    ...options.registry,
  });
  const readiness = createReadiness({ pages: () => undefined, ...options.probes }, log, { freshMs: -1 });
  const desk = createOperatorDesk({
    registry,
    held: watched.held,
    metrics,
    failures,
    readiness,
    connections: () => app.connections(),
    maxSandboxes: 10,
  });
  const answered: AnsweredRequest[] = [];
  const app = createApp({
    registry,
    recordings: options.shelf ?? emptyShelf,
    progress,
    identity: createLearnerIdentity(Buffer.alloc(32, 7)),
    stepsOf:
      options.stepsOf ??
      (({ trackId, lessonId }) => (trackId === TRACK && LESSONS.includes(lessonId) ? STEPS : undefined)),
    solutionOf: (_trackId, _lessonId, taskId) =>
      taskId === WATCHED_TASK ? { solution: "docker run web" } : undefined,
    origins: options.origins ?? [],
    pagesSocket,
    readiness,
    operator: {
      ...desk,
      metrics,
      access: createOperatorAccess(OPERATOR_TOKEN, { behindProxy: (options.origins ?? []).length > 0 }),
    },
    observer: metrics,
    onAnswered: (request) => {
      answered.push(request);
      metrics.answered(request.status);
    },
    health: () => ({ ok: true, parts: { pages: "ready" } }),
    log,
  });
  await new Promise<void>((resolve) => app.server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const learners: TestLearner[] = [];

  const stopPages = async () => {
    const closed = new Promise((resolve) => pages.close(resolve));
    pages.closeAllConnections();
    await closed;
  };
  /** The cookie that a browser gets with its first page, as it sends it back. */
  async function newCookie(): Promise<string> {
    const page = await fetch(`${url}/`, { headers: { accept: "text/html" } });
    const cookie = page.headers.get("set-cookie")?.split(";")[0];
    if (!cookie?.startsWith(LEARNER_COOKIE)) throw new Error("no cookie came with the first page");
    return cookie;
  }

  return {
    url,
    driver,
    registry,
    progress,
    sessions,
    pageRequests,
    /** What went to the operator's log: a test that expects nothing there says so. */
    logged,
    failures,
    /** HTTP requests that were answered, as they are told to the log. */
    answered,
    task,
    stopPages,
    newCookie,
    /** A learner with a cookie of their own, unless one is given, and a live connection. */
    async learner(how: LearnerOptions = {}): Promise<TestLearner> {
      const learner = new TestLearner(url, { ...how, cookie: how.cookie ?? (await newCookie()) });
      learners.push(learner);
      await learner.connected;
      return learner;
    },
    lesson: (lessonId: string) => ({ trackId: TRACK, lessonId: lessonId as LessonId }),
    async close() {
      for (const learner of learners) learner.close();
      registry.release();
      await app.close();
      if (pages.listening) await stopPages();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
