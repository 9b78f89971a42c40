import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { CheckResult } from "../protocol/check-result.ts";
import type { ErrorCode } from "../protocol/reply.ts";
import type { SessionNotice } from "../protocol/session-notice.ts";
import type { SessionState } from "../protocol/session-state.ts";
import type { SandboxUse } from "../sandbox/driver.ts";

/** What is counted the moment somebody asks, because somebody else keeps it anyway. */
export interface LabGauges {
  readonly sessions: () => readonly {
    readonly state: SessionState;
    readonly terminals: number;
    readonly notices: readonly SessionNotice[];
  }[];
  /** The lab's parts by name. */
  readonly parts: () => Promise<Readonly<Record<string, { readonly ready: boolean }>>>;
  readonly queue: () => { readonly beingMade: number; readonly waiting: number };
  readonly sandboxes: () => { readonly running: number; readonly frozen: number };
  /** Machines that wait for a learner, and how many should. */
  readonly pool: () => { readonly waiting: number; readonly wanted: number };
  /** Live connections by transport. */
  readonly connections: () => Readonly<Record<string, number>>;
  /** By sandbox id; bounded in number and time, so that some may be missing. */
  readonly use: () => Promise<ReadonlyMap<string, SandboxUse>>;
}

/** Since this server started. */
export interface Totals {
  readonly sandboxesMade: number;
  readonly sandboxesFailed: number;
  readonly tasksPassed: number;
  readonly looks: number;
  readonly faults: number;
}

const SESSION_STATES: readonly SessionState["status"][] = [
  "queued",
  "creating",
  "ready",
  "frozen",
  "resetting",
  "expired",
  "failed",
];
const NOTICE_KINDS: readonly SessionNotice["kind"][] = ["engine", "recording"];
/** Seconds. A machine takes half a second, and minutes on a host that is far too busy. */
const MACHINE_BUCKETS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 13, 30, 60, 120];
/** Seconds. A look takes milliseconds; 12 s is the longest there is. */
const CHECK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12.5];

export type LabMetrics = ReturnType<typeof createLabMetrics>;

/**
 * The numbers of one server, in a registry of its own. No label has a learner in it, nor anything else that grows
 * without bound: sandboxes are those that run now.
 */
export function createLabMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter<L>({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge<L>({ name, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
    new Histogram<L>({ name, help, buckets, labelNames, registers });

  const createTime = histogram(
    "slipway_sandbox_create_seconds",
    "Time to make a sandbox with its engine, by whether that worked",
    MACHINE_BUCKETS,
    "result",
  );
  const readyTime = histogram(
    "slipway_session_ready_seconds",
    "Time from a learner's request to a machine in use, waiting in the queue included",
    MACHINE_BUCKETS,
  );
  const resetTime = histogram(
    "slipway_session_reset_seconds",
    "Time from a learner's wish for a fresh machine to that machine",
    MACHINE_BUCKETS,
  );
  const claims = counter(
    "slipway_pool_claims_total",
    "Sandboxes wanted at once: hit = one waited, miss = it had to be made",
    "result",
  );
  const checks = counter("slipway_checks_total", "Looks at a learner's work, by what they found", "result");
  const checkTime = histogram("slipway_check_seconds", "Time that a look took", CHECK_BUCKETS);
  const passes = counter("slipway_task_passes_total", "Tasks that were done and written down");
  const output = counter("slipway_terminal_output_bytes_total", "Bytes that terminals printed");
  const errors = counter("slipway_errors_total", "Faults written to the log, by code", "code");
  const liveRequests = counter(
    "slipway_live_requests_total",
    "Requests of the live channel, by outcome: ok or an error's code",
    "outcome",
  );
  const refused = counter("slipway_refused_messages_total", "Messages that were refused, by code", "code");
  const requests = counter("slipway_http_requests_total", "HTTP requests answered, by status", "status");

  const sessions = gauge("slipway_sessions", "Sessions that have not ended, by state", "state");
  const partReady = gauge("slipway_part_ready", "Whether a part of the lab is ready: 1 or 0", "part");
  const notices = gauge(
    "slipway_session_notices",
    "Sessions whose learner is told that something is wrong, by what: the engine, or that output is not recorded",
    "kind",
  );
  const terminals = gauge("slipway_terminals_open", "Terminals open");
  const sandboxes = gauge("slipway_sandboxes", "Sandboxes by state; queued ones are wished for", "state");
  const pool = gauge(
    "slipway_pool_sandboxes",
    "Sandboxes that wait for a learner, and how many should",
    "is",
  );
  const connections = gauge(
    "slipway_live_connections",
    "Connections of the live channel, by transport",
    "transport",
  );
  const memory = gauge("slipway_sandbox_memory_bytes", "Memory that a sandbox uses", "sandbox");
  const cpu = gauge("slipway_sandbox_cpu_seconds", "CPU time of a sandbox since its start", "sandbox");
  const processes = gauge("slipway_sandbox_processes", "Processes and threads of a sandbox", "sandbox");
  const disk = gauge(
    "slipway_sandbox_disk_bytes",
    "Disk that a sandbox uses, where it is limited",
    "sandbox",
  );

  let gauges: LabGauges | undefined;
  const resets = new Set<string>();

  async function readGauges({
    sessions: listed,
    parts,
    queue,
    sandboxes: counted,
    pool: pooled,
    connections: open,
    use,
  }: LabGauges): Promise<void> {
    const now = listed();
    for (const status of SESSION_STATES) {
      sessions.set({ state: status }, now.filter(({ state }) => state.status === status).length);
    }
    for (const kind of NOTICE_KINDS) {
      notices.set(
        { kind },
        now.filter((session) => session.notices.some((each) => each.kind === kind)).length,
      );
    }
    for (const [part, { ready }] of Object.entries(await parts())) partReady.set({ part }, ready ? 1 : 0);
    terminals.set(now.reduce((sum, session) => sum + session.terminals, 0));
    const { running, frozen } = counted();
    const { beingMade, waiting } = queue();
    for (const [state, count] of Object.entries({ running, frozen, creating: beingMade, queued: waiting })) {
      sandboxes.set({ state }, count);
    }
    for (const [is, count] of Object.entries(pooled())) pool.set({ is }, count);
    for (const [transport, count] of Object.entries(open())) connections.set({ transport }, count);
    for (const each of [memory, cpu, processes, disk]) each.reset();
    for (const [sandbox, used] of await use()) {
      memory.set({ sandbox }, used.memoryBytes);
      cpu.set({ sandbox }, used.cpuSeconds);
      processes.set({ sandbox }, used.processes);
      if (used.disk !== undefined) disk.set({ sandbox }, used.disk.bytes);
    }
  }

  return {
    contentType: registry.contentType,

    /** The Prometheus text format, version 0.0.4. */
    async text(): Promise<string> {
      if (gauges !== undefined) await readGauges(gauges);
      return registry.metrics();
    },

    async totals(): Promise<Totals> {
      const sum = async (of: Counter) =>
        (await of.get()).values.reduce((total, { value }) => total + value, 0);
      const created = (await createTime.get()).values.filter(({ metricName }) =>
        metricName?.endsWith("_count"),
      );
      const times = (result: string) => created.find(({ labels }) => labels.result === result)?.value ?? 0;
      return {
        sandboxesMade: times("made"),
        sandboxesFailed: times("failed"),
        tasksPassed: await sum(passes),
        looks: await sum(checks),
        faults: await sum(errors),
      };
    },

    /** Where to read what is not counted here. */
    readFrom(source: LabGauges): void {
      gauges = source;
    },

    /** Event loop delay, memory, garbage collection of this process. They watch until it ends: ask for them once. */
    measureProcess(): void {
      collectDefaultMetrics({ register: registry });
    },

    created(result: "made" | "failed", milliseconds: number): void {
      createTime.observe({ result }, milliseconds / 1000);
    },

    claimed: (result: "hit" | "miss") => claims.inc({ result }),

    /** Follows a session from state to state; times come from the states themselves. */
    sessionBecame(sessionId: string, state: SessionState): void {
      if (state.status === "resetting") resets.add(sessionId);
      if (state.status !== "ready" && state.status !== "failed" && state.status !== "expired") return;
      const wasReset = resets.delete(sessionId);
      // Zero: taken up from a server before this one, or its time was extended.
      if (state.status !== "ready" || state.readyAfterMs === 0) return;
      (wasReset ? resetTime : readyTime).observe(state.readyAfterMs / 1000);
    },

    checked(result: CheckResult["status"], milliseconds: number): void {
      checks.inc({ result });
      checkTime.observe(milliseconds / 1000);
    },

    taskPassed: () => passes.inc(),
    printed: (bytes: number) => output.inc(bytes),
    faulted: (code: ErrorCode) => errors.inc({ code }),
    replied: (outcome: ErrorCode | "ok") => liveRequests.inc({ outcome }),
    refused: (code: ErrorCode) => refused.inc({ code }),
    answered: (status: number) => requests.inc({ status }),
  };
}
