import { spawn } from "node:child_process";
import path from "node:path";
import { UsageError } from "./usage-error.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** Tries every lesson, or one, in real sandboxes. Gives the exit code. Images that are missing are made first. */
export async function testLessons(lessonsDir: string, id: string | undefined): Promise<number> {
  if (process.getuid?.() !== 0) {
    throw new UsageError("Lessons are tried in real sandboxes, which need root: sudo npm run lesson -- test");
  }
  const env = {
    ...process.env,
    SLIPWAY_LESSONS: lessonsDir,
    SLIPWAY_DATA: path.resolve(process.env.SLIPWAY_DATA ?? "data"),
    SLIPWAY_PREFIX: process.env.SLIPWAY_PREFIX ?? "slipway-lesson",
  };
  const images = await run(["server/setup/make-images.ts", env.SLIPWAY_DATA], env);
  if (images !== 0) return images;
  const one = id === undefined ? [] : ["-t", `(^| )[0-9]+ ${id} `];
  const vitest = path.join(ROOT, "node_modules/vitest/vitest.mjs");
  return run([vitest, "run", "--project", "lessons", "server/lessons/lessons.lessons.test.ts", ...one], env);
}

function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, argv, { cwd: ROOT, env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
