import { expect, it, vi } from "vitest";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { createReadiness } from "./readiness.ts";

it("names the part that is not ready, and why", async () => {
  const faults: unknown[] = [];
  const ready = createReadiness(
    {
      pages: () => undefined,
      mirror: () => "It is starting.",
      database: () => Promise.reject(new Error("secret path")),
      sandboxes: () => {
        throw new Error("no podman");
      },
    },
    (message, error) => void faults.push([message, String(error)]),
  );
  const fault = "It answered with a fault. The log has the cause.";
  expect(await ready()).toEqual({
    ready: false,
    parts: {
      pages: { ready: true },
      mirror: { ready: false, cause: "It is starting." },
      database: { ready: false, cause: fault },
      sandboxes: { ready: false, cause: fault },
    },
  });
  expect(faults).toContainEqual(['part "database" could not be looked at', "Error: secret path"]);
});

it("shows the sentence of a fault that has one", async () => {
  const learnerMessage = "Podman does not answer.";
  const fault = new SandboxError({ code: "sandbox-failed", learnerMessage, detail: "secret path" });
  const ready = createReadiness({ sandboxes: () => Promise.reject(fault) }, () => {});
  expect((await ready()).parts).toEqual({ sandboxes: { ready: false, cause: learnerMessage } });
});

it("answers anew after the clock was set back", async () => {
  let cause: string | undefined = "It is starting.";
  const ready = createReadiness({ part: () => cause }, () => {}, { freshMs: 1 });
  expect((await ready()).ready).toBe(false);
  cause = undefined;
  vi.setSystemTime(Date.now() - 3_600_000);
  await vi.waitFor(async () => expect((await ready()).ready).toBe(true));
  vi.useRealTimers();
});

it("tells a fault that stays only once", async () => {
  let broken = true;
  let told = 0;
  const part = () => (broken ? Promise.reject(new Error()) : undefined);
  const ready = createReadiness({ part }, () => void told++, { freshMs: -1 });
  await ready();
  await ready();
  expect(told).toBe(1);
  broken = false;
  expect((await ready()).ready).toBe(true);
  broken = true;
  await ready();
  expect(told).toBe(2);
});

it("does not wait for a part that hangs, nor ask it twice", async () => {
  let asked = 0;
  const probe = () => {
    asked += 1;
    return new Promise<undefined>(() => {});
  };
  const ready = createReadiness({ hangs: probe }, () => {}, { longestMs: 10, freshMs: -1 });
  expect((await ready()).parts.hangs).toEqual({ ready: false, cause: "It did not answer within 0.01 s." });
  expect((await ready()).ready).toBe(false);
  expect(asked).toBe(1);
});

it("asks once for all who ask at a time, and again later", async () => {
  let asked = 0;
  const probes = {
    part: () => {
      asked += 1;
      return undefined;
    },
  };
  const shared = createReadiness(probes, () => {}, { freshMs: 60_000 });
  await Promise.all([shared(), shared(), shared()]);
  expect(asked).toBe(1);
  const eager = createReadiness(probes, () => {}, { freshMs: -1 });
  await eager();
  expect((await eager()).ready).toBe(true);
  expect(asked).toBe(3);
});
