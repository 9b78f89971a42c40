import { defineConfig } from "vitest/config";

const sandboxTests = ["server/**/*.sandbox.test.ts"];
const lessonTests = ["server/**/*.lessons.test.ts"];

/** Three projects: what needs nothing, what needs real sandboxes, and the lessons tried in real sandboxes. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: ["server/testing/fail-on-stray-errors.ts"],
          include: ["server/**/*.test.ts", "app/**/*.test.{ts,tsx}"],
          exclude: [...sandboxTests, ...lessonTests, "**/node_modules/**"],
        },
      },
      {
        test: {
          name: "sandbox",
          include: sandboxTests,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "lessons",
          include: lessonTests,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
