import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Logger } from "pino";
import { runCheck } from "./checks/run-check.ts";
import { courseParts } from "./course-parts.ts";
import { createApp } from "./create-app.ts";
import type { Settings } from "./env.ts";
import { workstationImageName } from "./images/image-names.ts";
import { readOrCreateSecret } from "./learners/cookie-secret.ts";
import { createLearnerIdentity } from "./learners/identify-learner.ts";
import { allFaults } from "./lessons/all-faults.ts";
import { findLesson, taskOf } from "./lessons/course.ts";
import { faultLine } from "./lessons/course-error.ts";
import { openCourse } from "./lessons/course-source.ts";
import { solutionOf } from "./lessons/right-answer.ts";
import type { Course } from "./lessons/schema.ts";
import { createLabMetrics } from "./metrics/lab-metrics.ts";
import { observedDriver } from "./metrics/observed-driver.ts";
import { observedChecks, observedProgress } from "./metrics/observed-parts.ts";
import { codeOf, FailureRing } from "./operator/failure-ring.ts";
import { writeLabAddress } from "./operator/lab-address.ts";
import { createOperatorAccess } from "./operator/operator-access.ts";
import { createOperatorDesk } from "./operator/operator-desk.ts";
import { readOrCreateOperatorToken } from "./operator/operator-token.ts";
import { createReadiness, type Probe } from "./operator/readiness.ts";
import { watchParts } from "./operator/watch-parts.ts";
import { lockOf, podmanSettings, runDirOf } from "./podman-settings.ts";
import { holdLock } from "./processes/hold-lock.ts";
import { type SupervisedProcess, supervise } from "./processes/supervise.ts";
import { watchClock } from "./processes/watch-clock.ts";
import { applyMigrations } from "./progress/apply-migrations.ts";
import { databaseProbe } from "./progress/database-probe.ts";
import { insistentProgressStore } from "./progress/insistent-progress-store.ts";
import { databaseFile, openDatabase } from "./progress/prisma-client.ts";
import { prismaProgressStore } from "./progress/prisma-progress-store.ts";
import { requireOwnDatabase } from "./progress/require-own-database.ts";
import type { SandboxDriver } from "./sandbox/driver.ts";
import { createFakeDriver } from "./sandbox/fake/fake-driver.ts";
import { createEngineClient } from "./sandbox/http-engine-client.ts";
import { createPodmanDriver } from "./sandbox/podman/podman-driver.ts";
import { startReaper } from "./sandbox/reaper.ts";
import { createAdmission } from "./sessions/admission.ts";
import { insistentSessionStore } from "./sessions/insistent-session-store.ts";
import { diskKeptHomes } from "./sessions/kept-homes/disk-kept-homes.ts";
import { watchHostLoad } from "./sessions/pool/host-load.ts";
import { prismaSessionStore } from "./sessions/prisma-session-store.ts";
import { recordingArchive } from "./sessions/recordings/recording-archive.ts";
import { workerScreenDrawer } from "./sessions/screen/screen-drawer.ts";
import { SessionRegistry } from "./sessions/session-registry.ts";
import type { Log } from "./socket/on-valid.ts";

export interface Lab {
  readonly url: string;
  readonly port: number;
  /** Status page, with the operator's token. */
  readonly operatorUrl: string;
  /** Stops serving; sandboxes live on and are found again by the next start. */
  close(): Promise<void>;
}

function createDriver(settings: Settings, log: Logger): SandboxDriver | Promise<SandboxDriver> {
  if (settings.driver === "fake") return createFakeDriver();
  const warn = (sentence: string) => log.warn(sentence);
  return createPodmanDriver({ ...podmanSettings(settings.prefix, settings.limits), warn });
}

/**
 * Brings the whole lab up: database, mirror, pages, sandboxes of a server before this one, public port. Rejects with
 * a sentence for the operator; whatever had started by then is stopped again.
 */
export async function startLab(settings: Settings, log: Logger): Promise<Lab> {
  const closers: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const close of closers.reverse().splice(0)) await close();
  };
  const metrics = createLabMetrics();
  metrics.measureProcess();
  const failures = new FailureRing();
  const onError: Log = (message, error, facts) => {
    log.error({ ...facts, err: error }, message);
    failures.add(message, error, facts?.requestId);
    metrics.faulted(codeOf(error));
  };
  try {
    const tellFaults = (course: Course) => {
      for (const fault of allFaults(course)) log.error(`a fault in the lessons: ${faultLine(fault)}`);
    };
    let onCourse = tellFaults;
    const source = await openCourse({
      dir: settings.lessonsDir,
      onError: (error) => onError("the lessons could not be read again", error),
      ...(settings.development ? { onChange: (course) => onCourse(course) } : {}),
    });
    closers.push(() => source.close());
    tellFaults(source.course);
    const runDir = runDirOf(settings.prefix);
    await mkdir(path.join(runDir, "mirror"), { recursive: true });
    const lock = await holdLock(lockOf(settings.prefix), `A lab of the name "${settings.prefix}"`);
    closers.push(() => lock.release());

    await mkdir(settings.dataDir, { recursive: true });
    await requireOwnDatabase(settings.dataDir);
    applyMigrations(databaseFile(settings.dataDir), path.resolve("prisma/migrations"));
    const database = await openDatabase(settings.dataDir);
    closers.push(() => database.$disconnect());

    const children = startChildren(settings, runDir, (detail) =>
      onError("a part of the lab ended", new Error(detail)),
    );
    closers.push(async () => {
      await Promise.all(Object.values(children).map((child) => child.stop()));
    });
    const { driver, held } = observedDriver(await createDriver(settings, log), metrics);
    closers.push(() => driver.close());

    const progress = insistentProgressStore(
      observedProgress(prismaProgressStore(database), metrics.taskPassed),
      onError,
    );
    const lessons = courseParts(source.course, settings.development);
    const drawer = workerScreenDrawer();
    closers.push(() => drawer.close());
    const archive = recordingArchive({
      folder: path.join(settings.dataDir, "terminals"),
      kept: settings.recordings,
      onError,
    });
    const homes = diskKeptHomes({
      folder: path.join(settings.dataDir, "homes"),
      ...settings.keptFiles,
      onError,
    });
    closers.push(() => homes.close());
    const hostLoad = watchHostLoad();
    closers.push(() => hostLoad.stop());
    const registry = new SessionRegistry({
      driver,
      sessions: insistentSessionStore(prismaSessionStore(database), onError),
      progress,
      recordings: archive.recordings,
      drawer,
      findLesson: lessons.find,
      createEngineClient: (sandbox) => createEngineClient(() => sandbox.connectEngine()),
      runCheck: observedChecks(runCheck, metrics.checked),
      observe: metrics.sessionBecame,
      admit: createAdmission(),
      maxSandboxes: settings.maxSandboxes,
      maxQueue: settings.maxQueue,
      pool: { ...settings.pool, make: makeOf(settings), look: hostLoad.look },
      onClaim: metrics.claimed,
      homes,
      sessionMs: settings.sessionMinutes * 60_000,
      idle: { freezeMs: settings.freezeMinutes * 60_000, busyFreezeMs: settings.freezeBusyMinutes * 60_000 },
      log: onError,
    });
    await registry.restore();
    closers.push(() => registry.release());
    const clock = watchClock((milliseconds) => {
      log.warn({ milliseconds }, "the clock has jumped; learners' machines last as long as was promised");
      registry.clockJumped(milliseconds);
    });
    closers.push(() => clock.stop());
    const janitor = await archive.tidy((sessionId) => registry.owners.has(sessionId));
    closers.push(() => janitor.stop());
    const reaper = startReaper({
      driver,
      owners: () => registry.owners,
      onReaped: (id) => log.info({ sandbox: id }, "removed a sandbox that nobody answered for"),
      onError: (error) => onError("the reaper could not finish its round", error),
    });
    closers.push(() => reaper.stop());

    const readiness = createReadiness(
      {
        database: await databaseProbe(database, databaseFile(settings.dataDir)),
        sandboxes: async () => void (await driver.list()),
        ...Object.fromEntries(Object.entries(children).map(([name, child]) => [name, probeOf(child)])),
      },
      onError,
    );
    const parts = watchParts(readiness, {
      onLost: (part, cause) => onError(`part "${part}" is not ready`, new Error(cause), { part }),
      onBack: (part) => log.info({ part }, `part "${part}" is ready again`),
    });
    closers.push(() => parts.stop());
    const desk = createOperatorDesk({
      registry,
      held,
      metrics,
      failures,
      readiness,
      connections: () => app.connections(),
      maxSandboxes: settings.maxSandboxes,
    });
    const token = await readOrCreateOperatorToken(settings.dataDir);
    const app = createApp({
      registry,
      recordings: archive.shelf,
      progress,
      identity: createLearnerIdentity(await readOrCreateSecret(settings.dataDir)),
      stepsOf: ({ trackId, lessonId }) => findLesson(source.course, trackId, lessonId)?.steps.length,
      solutionOf: (trackId, lessonId, taskId) => {
        const lesson = findLesson(source.course, trackId, lessonId);
        const task = lesson && taskOf(lesson, taskId);
        return task && solutionOf(task);
      },
      origins: settings.origins,
      pagesSocket: path.join(runDir, "pages.sock"),
      health: () => {
        const parts = Object.fromEntries(
          Object.entries(children).map(([name, child]) => [name, child.state()]),
        );
        return { ok: Object.values(parts).every((state) => state === "ready"), parts };
      },
      readiness,
      operator: {
        ...desk,
        metrics,
        access: createOperatorAccess(token, { behindProxy: settings.origins.length > 0 }),
      },
      observer: metrics,
      onAnswered: (request) => {
        metrics.answered(request.status);
        log.debug(request, "request answered");
      },
      onReplied: (request) => log.debug(request, "live request answered"),
      log: onError,
    });
    onCourse = (course) => {
      tellFaults(course);
      lessons.replace(course);
      registry.lessonsChanged();
      app.announceCourse();
    };
    await Promise.all(Object.values(children).map((child) => child.ready));
    await new Promise<void>((resolve, reject) => {
      app.server.once("error", reject);
      app.server.listen(settings.port, settings.host, resolve);
    });
    closers.push(() => app.close());
    const { port } = app.server.address() as AddressInfo;
    const shown = settings.host === "0.0.0.0" || settings.host === "::" ? "localhost" : settings.host;
    const address = await writeLabAddress(runDir, settings.host, port);
    closers.push(() => address.remove());
    const url = `http://${shown}:${port}`;
    return { url, port, operatorUrl: `${url}/operator?token=${token}`, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What machines are made of: one that waits from before a change is not given away. */
const makeOf = ({ driver, limits }: Settings): string =>
  JSON.stringify([driver === "fake" ? "fake" : workstationImageName(), limits]);

/** How a child of ours is, as its supervisor knows it. */
const probeOf = (child: SupervisedProcess): Probe => {
  const causes = {
    ready: undefined,
    starting: "It is starting.",
    restarting: "It ended, and is being started again.",
    stopped: "It was stopped.",
  };
  return () => causes[child.state()];
};

function startChildren(
  settings: Settings,
  runDir: string,
  onDeath: (detail: string) => void,
): Record<string, SupervisedProcess> {
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "production",
    PATH: process.env.PATH ?? "",
    SLIPWAY_DATA: settings.dataDir,
    SLIPWAY_LESSONS: settings.lessonsDir,
    SLIPWAY_DEV: settings.development ? "1" : "0",
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const pages = supervise({
    name: "pages",
    argv: [process.execPath, "server/pages/main.ts"],
    env: {
      ...env,
      SLIPWAY_NEXT_DIR: settings.nextDir,
      SLIPWAY_PAGES_SOCKET: path.join(runDir, "pages.sock"),
    },
    onDeath,
  });
  if (settings.driver === "fake") return { pages };
  const mirror = supervise({
    name: "mirror",
    argv: [process.execPath, "server/mirror/main.ts"],
    env: {
      ...env,
      SLIPWAY_MIRROR_RUN: path.join(runDir, "mirror"),
      ...(settings.hub === undefined ? {} : { SLIPWAY_HUB: settings.hub }),
    },
    onDeath,
  });
  return { pages, mirror };
}
