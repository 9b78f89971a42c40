import { expect, it, vi } from "vitest";
import { describeDriverContract } from "../sandbox/driver-contract.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { failingDriver } from "../sandbox/fake/misbehaving-drivers.ts";
import { observedDriver } from "./observed-driver.ts";

const SIZE = { cols: 80, rows: 24 };

function watched(inner = createFakeDriver()) {
  const seen = { created: [] as string[], bytes: 0 };
  const { driver, held } = observedDriver(inner, {
    created: (result) => void seen.created.push(result),
    printed: (bytes) => {
      seen.bytes += bytes;
    },
  });
  return { driver, held, seen };
}

describeDriverContract("fake, watched", async () => watched().driver);

it("knows what is made, frozen and gone", async () => {
  const { driver, held, seen } = watched();
  const [one, two] = [await driver.create({ owner: "a" }), await driver.create({ owner: "b" })];
  await one.freeze();
  expect(held.count()).toEqual({ running: 1, frozen: 1 });
  expect(held.all().map(({ owner }) => owner)).toEqual(["a", "b"]);
  await one.destroy();
  await driver.remove(two.id);
  expect(held.count()).toEqual({ running: 0, frozen: 0 });
  expect(seen.created).toEqual(["made", "made"]);
});

it("finds one that was frozen before it was taken up", async () => {
  const inner = createFakeDriver();
  const { id, ...sandbox } = await inner.create({ owner: "a" });
  await sandbox.freeze();
  const { driver, held } = watched(inner);
  const again = await driver.resume(id);
  expect(held.count()).toEqual({ running: 0, frozen: 1 });
  await again?.thaw();
  expect(held.count()).toEqual({ running: 1, frozen: 0 });
});

it("counts what could not be made, and passes the error on", async () => {
  const { driver, held, seen } = watched(failingDriver());
  await expect(driver.create({ owner: "a" })).rejects.toMatchObject({ code: "sandbox-failed" });
  expect(seen.created).toEqual(["failed"]);
  expect(held.all()).toEqual([]);
});

it("counts each byte of a terminal once, in bytes, however many listen", async () => {
  const { driver, seen } = watched();
  const sandbox = await driver.create({ owner: "a" });
  const terminal = await sandbox.openTerminal(SIZE, "one");
  let [text, end] = ["", 0];
  terminal.onData((data, upTo) => {
    text += data;
    end = upTo;
  });
  terminal.onData(() => {});
  terminal.write('echo gr""üße\r');
  await vi.waitFor(() => expect(text).toContain("grüße"));
  expect(seen.bytes).toBe(end);
  expect(end).toBe(Buffer.byteLength(text));
});
