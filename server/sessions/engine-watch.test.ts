import { beforeEach, expect, it, vi } from "vitest";
import type { ErrorCode } from "../protocol/reply.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { EngineWatch } from "./engine-watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const fault = (code: ErrorCode) => new SandboxError({ code, learnerMessage: "", detail: code });

/** An engine whose answer is as it is set: at once, refused, or none within five seconds. */
function watching() {
  const engine = { is: "well" as "well" | "stopped" | "hung" | "gone", asked: 0, paths: [] as string[] };
  const notices: (string | undefined)[] = [];
  const logged: string[] = [];
  const restarts: number[] = [];
  let gone = 0;
  const watch = new EngineWatch({
    engine: {
      async get(path) {
        engine.asked += 1;
        engine.paths.push(path.replace(/\?.*/, ""));
        if (engine.is === "well") return {};
        if (engine.is === "stopped") throw fault("engine-unreachable");
        if (engine.is === "gone") throw fault("sandbox-gone");
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        throw fault("timed-out");
      },
      follow: () => ({ dispose: () => {} }),
    },
    restart: async () => void restarts.push(Date.now()),
    onNotice: (message) => notices.push(message?.split(/[,.] /)[0]),
    onGone: () => {
      gone += 1;
    },
    log: (message) => logged.push(message),
  });
  return { watch, engine, notices, logged, restarts, goneTold: () => gone };
}

it("asks now and then while somebody watches, and only then", async () => {
  const { watch, engine, notices } = watching();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(engine.asked).toBe(0);
  watch.setWatched(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(engine.asked).toBe(5);
  watch.setWatched(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(engine.asked).toBeLessThanOrEqual(6);
  expect(notices).toEqual([]);
  watch.dispose();
});

it("asks containerd too, which costs more, once a minute", async () => {
  const { watch, engine } = watching();
  watch.setWatched(true);
  await vi.advanceTimersByTimeAsync(120_000);
  watch.dispose();
  const minute = ["/version", "/containers/json", "/containers/json", "/containers/json"];
  expect(engine.paths).toEqual([...minute.with(0, "/containers/json"), ...minute, "/version"]);
});

it("asks containerd again that did not answer", async () => {
  const { watch, engine, restarts } = watching();
  watch.setWatched(true);
  await vi.advanceTimersByTimeAsync(50_000);
  engine.is = "hung";
  await vi.advanceTimersByTimeAsync(30_000);
  expect(restarts).toHaveLength(1);
  expect(new Set(engine.paths.slice(4))).toEqual(new Set(["/version"]));
  watch.dispose();
});

it("tells of an engine that stopped, and when it is back; restarts nothing", async () => {
  const { watch, engine, notices, logged, restarts } = watching();
  watch.setWatched(true);
  await vi.advanceTimersByTimeAsync(0);
  engine.is = "stopped";
  await watch.look();
  expect(watch.inTrouble).toBe(true);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(new Set(notices)).toEqual(
    new Set(["Your machine's Docker Engine stopped and is being started again"]),
  );
  engine.is = "well";
  await vi.advanceTimersByTimeAsync(1_000);
  expect(notices.at(-1)).toBeUndefined();
  expect(watch.inTrouble).toBe(false);
  expect(logged).toEqual(["an engine stopped"]);
  expect(restarts).toEqual([]);
  watch.dispose();
});

it("gives one that is only slow its time", async () => {
  const { watch, engine, notices, restarts } = watching();
  engine.is = "hung";
  void watch.look();
  await vi.advanceTimersByTimeAsync(11_500);
  engine.is = "well";
  await vi.advanceTimersByTimeAsync(60_000);
  expect([notices, restarts]).toEqual([[], []]);
  watch.dispose();
});

it("ends one that hangs, once a minute at most, and says so until it answers", async () => {
  const { watch, engine, notices, logged, restarts } = watching();
  engine.is = "hung";
  void watch.look();
  await vi.advanceTimersByTimeAsync(17_000);
  expect(restarts).toHaveLength(1);
  expect(notices).toEqual([
    "Your machine's Docker Engine did not answer any more and is being started again",
  ]);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(restarts).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(restarts).toHaveLength(2);
  expect(notices.at(-1)).toBe("Your machine's Docker Engine does not start again");
  engine.is = "well";
  await vi.advanceTimersByTimeAsync(10_000);
  expect(notices.at(-1)).toBeUndefined();
  expect(logged).toEqual(["an engine hangs and is ended"]);
  watch.dispose();
});

it("leaves a machine that is no longer there to others", async () => {
  const { watch, engine, notices, goneTold } = watching();
  engine.is = "gone";
  await watch.look();
  expect([goneTold(), notices]).toEqual([1, []]);
  watch.dispose();
});

it("is silent once it is disposed, also about what it asked before", async () => {
  const { watch, engine, notices } = watching();
  engine.is = "stopped";
  const looking = watch.look();
  watch.dispose();
  await looking;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([engine.asked, notices]).toEqual([1, []]);
});
