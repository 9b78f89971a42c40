import { expect, it, vi } from "vitest";
import type { Sandbox, SandboxId } from "../sandbox/driver.ts";
import { tidyUp } from "./tidy-up.ts";

const START = { files: { "compose.yaml": "services: {}\n" }, images: ["nginx", "$(reboot)"] };

function machine(exitCode: number, stderr = "") {
  const exec = vi.fn<Sandbox["exec"]>(async () => ({ exitCode, stdout: "", stderr, truncated: false }));
  const placeFiles = vi.fn<Sandbox["placeFiles"]>(async () => {});
  return { id: "m1" as SandboxId, exec, placeFiles };
}

it("clears what the engine has, then lays out the lesson's files; names are arguments, never words of the script", async () => {
  const { id, exec, placeFiles } = machine(0);
  await tidyUp({ id, exec, placeFiles }, START);
  const [argv = []] = exec.mock.calls[0] ?? [];
  expect(argv.slice(-2)).toEqual(START.images);
  expect(argv[2]).not.toContain("reboot");
  expect(placeFiles).toHaveBeenCalledExactlyOnceWith(START.files);
});

it("says the way out where the engine refuses, and leaves the files alone", async () => {
  const { id, exec, placeFiles } = machine(1, `no ${"x".repeat(5_000)}`);
  const error = await tidyUp({ id, exec, placeFiles }, START).catch((refusal) => refusal);
  expect(error).toMatchObject({
    code: "sandbox-failed",
    learnerMessage: expect.stringContaining("Reset the machine"),
  });
  expect(error.message.length).toBeLessThan(300);
  expect(placeFiles).not.toHaveBeenCalled();
});
