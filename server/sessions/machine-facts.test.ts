import { expect, it } from "vitest";
import type { Sandbox } from "../sandbox/driver.ts";
import { MachineFactsReader } from "./machine-facts.ts";

const sandbox = { limits: { memoryMb: 512, cpus: 1, processes: 256, diskMb: 2000 } } as Sandbox;

/** An engine that tells this host name, or nothing. */
function engineOf(name: string | undefined) {
  const engine = {
    asked: 0,
    async get() {
      engine.asked += 1;
      if (name === undefined) throw new Error("the engine is away");
      return { OperatingSystem: "Debian", ServerVersion: "26.1", Name: name };
    },
    follow: () => ({ dispose: () => {} }),
  };
  return engine;
}

it("asks one machine that nobody has worked on for all of them", async () => {
  const facts = new MachineFactsReader();
  const [first, second] = [engineOf("lab"), engineOf("other")];
  expect(await facts.read(sandbox, first, { untouched: true })).toEqual({
    hostname: "lab",
    operatingSystem: "Debian",
    engineVersion: "26.1",
    ...sandbox.limits,
  });
  expect(await facts.read(sandbox, second, { untouched: true })).toMatchObject({ hostname: "lab" });
  expect([first.asked, second.asked]).toEqual([1, 0]);
});

it("lets a machine that a learner has had speak for itself alone", async () => {
  const facts = new MachineFactsReader();
  expect(await facts.read(sandbox, engineOf("mine"), { untouched: false })).toMatchObject({
    hostname: "mine",
  });
  expect(await facts.read(sandbox, engineOf("lab"), { untouched: true })).toMatchObject({ hostname: "lab" });
  expect(await facts.read(sandbox, engineOf("mine"), { untouched: false })).toMatchObject({
    hostname: "mine",
  });
});

it("asks the next one where one did not tell", async () => {
  const facts = new MachineFactsReader();
  expect(await facts.read(sandbox, engineOf(undefined), { untouched: true })).toMatchObject({
    hostname: "unknown",
  });
  expect(await facts.read(sandbox, engineOf("lab"), { untouched: true })).toMatchObject({ hostname: "lab" });
});
