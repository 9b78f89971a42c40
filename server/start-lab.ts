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
import { createOperatorAccess } from "./operator/operator-access.ts";
import { createOperatorDesk } from "./operator/operator-desk.ts";
import { readOrCreateOperatorToken } from "./operator/operator-token.ts";
import { createReadiness, type Probe } from "./operator/readiness.ts";
import { watchParts } from "./operator/watch-parts.ts";
import type { ProcessState } from "./processes/supervise.ts";
import { watchClock } from "./processes/watch-clock.ts";
import { applyMigrations } from "./progress/apply-migrations.ts";
import { databaseProbe } from "./progress/database-probe.ts";
import { insistentProgressStore } from "./progress/insistent-progress-store.ts";
import { databaseFile, openDatabase } from "./progress/prisma-client.ts";
import { prismaProgressStore } from "./progress/prisma-progress-store.ts";
import { requireOwnDatabase } from "./progress/require-own-database.ts";
import type { SandboxDriver } from "./sandbox/driver.ts";
import { createEngineClient } from "./sandbox/http-engine-client.ts";
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

/** What the server is given by the process that started it. */
export interface LabSeams {
  readonly driver: SandboxDriver;
  /** How the lab's other processes are, by name. */
  readonly parts: () => Readonly<Record<string, ProcessState>>;
  /** Unix socket of the pages. */
  readonly pagesSocket: string;
  readonly listenOn: { readonly fd: number };
}

export interface Lab {
  readonly port: number;
  /** Stops serving; sandboxes live on and are found again by the next start. */
  close(): Promise<void>;
}

/**
 * Brings up what faces the network: database, sessions with their sandboxes of a server before this one, public port.
 * Rejects with a sentence for the operator; whatever had started by then is stopped again.
 */
export async function startLab(settings: Settings, log: Logger, seams: LabSeams): Promise<Lab> {
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
    await requireOwnDatabase(settings.dataDir);
    applyMigrations(databaseFile(settings.dataDir), path.resolve("prisma/migrations"));
    const database = await openDatabase(settings.dataDir);
    closers.push(() => database.$disconnect());

    const { driver, held } = observedDriver(seams.driver, metrics);
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
      preparedImages: settings.preparedImages,
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
        ...Object.fromEntries(Object.keys(seams.parts()).map((name) => [name, probeOf(name, seams)])),
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
      pagesSocket: seams.pagesSocket,
      health: () => {
        const parts = seams.parts();
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
    await new Promise<void>((resolve, reject) => {
      app.server.once("error", reject);
      app.server.listen(seams.listenOn, resolve);
    });
    closers.push(() => app.close());
    return { port: (app.server.address() as AddressInfo).port, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What machines are made of: one that waits from before a change is not given away. */
const makeOf = ({ driver, limits, preparedImages, hub }: Settings): string =>
  JSON.stringify([driver === "fake" ? "fake" : workstationImageName(), limits, preparedImages, hub ?? ""]);

/** How a process beside us is, as its supervisor knows it. */
function probeOf(name: string, { parts }: LabSeams): Probe {
  const causes: Readonly<Record<ProcessState, string | undefined>> = {
    ready: undefined,
    starting: "It is starting.",
    restarting: "It ended, and is being started again.",
    stopped: "It was stopped.",
  };
  return () => causes[parts()[name] ?? "starting"];
}
