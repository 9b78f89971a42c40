import { expect, it } from "vitest";
import type { SessionState } from "../protocol/session-state.ts";
import { metricLines, metricOf } from "../testing/metric-lines.ts";
import { createLabMetrics } from "./lab-metrics.ts";

const machine = {
  hostname: "lab",
  operatingSystem: "Debian",
  engineVersion: "26",
  memoryMb: 1,
  cpus: 1,
  processes: 1,
};
const ready = (readyAfterMs: number): SessionState => ({
  status: "ready",
  expiresAt: "",
  leftMs: 0,
  readyAfterMs,
  machine,
});

it("counts what it is told, each server by itself", async () => {
  const [one, two] = [createLabMetrics(), createLabMetrics()];
  one.created("made", 700);
  one.created("failed", 90_000);
  one.checked("not-yet", 3);
  one.checked("passed", 30);
  one.taskPassed();
  one.printed(12);
  one.faulted("internal");
  one.replied("ok");
  one.refused("too-many");
  one.answered(404);
  const lines = metricLines(await one.text());
  expect(metricOf(lines, "slipway_sandbox_create_seconds_count", { result: "made" })).toBe(1);
  expect(metricOf(lines, "slipway_sandbox_create_seconds_bucket", { result: "made", le: "0.5" })).toBe(0);
  expect(metricOf(lines, "slipway_sandbox_create_seconds_bucket", { result: "made", le: "0.75" })).toBe(1);
  expect(metricOf(lines, "slipway_sandbox_create_seconds_sum", { result: "failed" })).toBe(90);
  expect(metricOf(lines, "slipway_checks_total", { result: "not-yet" })).toBe(1);
  expect(metricOf(lines, "slipway_check_seconds_count")).toBe(2);
  expect(metricOf(lines, "slipway_task_passes_total")).toBe(1);
  expect(metricOf(lines, "slipway_terminal_output_bytes_total")).toBe(12);
  expect(metricOf(lines, "slipway_errors_total", { code: "internal" })).toBe(1);
  expect(metricOf(lines, "slipway_live_requests_total", { outcome: "ok" })).toBe(1);
  expect(metricOf(lines, "slipway_refused_messages_total", { code: "too-many" })).toBe(1);
  expect(metricOf(lines, "slipway_http_requests_total", { status: "404" })).toBe(1);
  expect(await one.totals()).toEqual({
    sandboxesMade: 1,
    sandboxesFailed: 1,
    tasksPassed: 1,
    looks: 2,
    faults: 1,
  });
  expect(metricOf(metricLines(await two.text()), "slipway_task_passes_total")).toBe(0);
});

it("reads the rest when it is asked, and forgets sandboxes that are gone", async () => {
  const metrics = createLabMetrics();
  let names = ["slipway-1", 'odd"name\\\nx 1'];
  metrics.readFrom({
    sessions: () => [
      { state: ready(1), terminals: 2, notices: [{ kind: "engine", message: "It stopped." }] },
      { state: ready(1), terminals: 1, notices: [] },
      { state: { status: "queued", for: "making", place: 1, estimateMs: 1 }, terminals: 0, notices: [] },
    ],
    parts: async () => ({ pages: { ready: true }, mirror: { ready: false } }),
    queue: () => ({ beingMade: 2, waiting: 1 }),
    sandboxes: () => ({ running: 3, frozen: 4 }),
    pool: () => ({ waiting: 2, wanted: 3 }),
    connections: () => ({ websocket: 5, polling: 6 }),
    use: async () =>
      new Map(
        names.map((name) => [
          name,
          { memoryBytes: 1_000, cpuSeconds: 1.5, processes: 7, timesOutOfMemory: 0 },
        ]),
      ),
  });
  const lines = metricLines(await metrics.text());
  expect(metricOf(lines, "slipway_sessions", { state: "ready" })).toBe(2);
  expect(metricOf(lines, "slipway_sessions", { state: "failed" })).toBe(0);
  expect(metricOf(lines, "slipway_session_notices", { kind: "engine" })).toBe(1);
  expect(metricOf(lines, "slipway_session_notices", { kind: "recording" })).toBe(0);
  expect(metricOf(lines, "slipway_part_ready", { part: "pages" })).toBe(1);
  expect(metricOf(lines, "slipway_part_ready", { part: "mirror" })).toBe(0);
  expect(metricOf(lines, "slipway_terminals_open")).toBe(3);
  for (const [state, count] of Object.entries({ running: 3, frozen: 4, creating: 2, queued: 1 })) {
    expect(metricOf(lines, "slipway_sandboxes", { state }), state).toBe(count);
  }
  for (const [is, count] of Object.entries({ waiting: 2, wanted: 3 })) {
    expect(metricOf(lines, "slipway_pool_sandboxes", { is })).toBe(count);
  }
  expect(metricOf(lines, "slipway_live_connections", { transport: "polling" })).toBe(6);
  expect(metricOf(lines, "slipway_sandbox_memory_bytes", { sandbox: "slipway-1" })).toBe(1_000);
  expect(lines.filter(({ name }) => name === "slipway_sandbox_processes")).toHaveLength(2);
  names = [];
  const later = metricLines(await metrics.text());
  expect(later.filter(({ name }) => name.startsWith("slipway_sandbox_memory"))).toEqual([]);
});

it("tells the first machine from a fresh one, and times none that was only taken up", async () => {
  const metrics = createLabMetrics();
  metrics.sessionBecame("taken-up", ready(0));
  metrics.sessionBecame("one", { status: "creating", phase: "machine", elapsedMs: 0, usualMs: 1 });
  metrics.sessionBecame("one", ready(600));
  metrics.sessionBecame("one", { status: "resetting", elapsedMs: 0, usualMs: 1 });
  metrics.sessionBecame("one", { status: "queued", for: "making", place: 1, estimateMs: 1 });
  metrics.sessionBecame("one", ready(800));
  metrics.sessionBecame("two", { status: "resetting", elapsedMs: 0, usualMs: 1 });
  metrics.sessionBecame("two", { status: "failed", code: "sandbox-failed", message: "" });
  metrics.sessionBecame("two", ready(900));
  const lines = metricLines(await metrics.text());
  expect(metricOf(lines, "slipway_session_ready_seconds_count")).toBe(2);
  expect(metricOf(lines, "slipway_session_ready_seconds_sum")).toBeCloseTo(1.5);
  expect(metricOf(lines, "slipway_session_reset_seconds_sum")).toBeCloseTo(0.8);
});
