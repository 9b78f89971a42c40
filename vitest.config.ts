import { defineConfig } from "vitest/config";

const sandboxTests = ["server/**/*.sandbox.test.ts"];
const securityTests = ["server/**/*.security.test.ts", "app/**/*.security.test.ts"];
const lessonTests = ["server/**/*.lessons.test.ts"];

/**
 * Real sandboxes are waited for more than they work, so two files of tests go side by side, whatever the machine has: each
 * has a lab of its own, whose name no other one has. More would be late on a small machine.
 */
const sideBySide = { maxWorkers: 2 };

/** What needs nothing, what needs real sandboxes, what attackers would try in them, and the lessons tried in them. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          // By default one processor is left free: of two, that is half.
          maxWorkers: "100%",
          setupFiles: ["server/testing/fail-on-stray-errors.ts"],
          include: ["server/**/*.test.ts", "app/**/*.test.{ts,tsx}"],
          exclude: [...sandboxTests, ...securityTests, ...lessonTests, "**/node_modules/**"],
          // Several of them build whole labs of fakes, or tell hundreds of random stories: on a busy machine that takes a while.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "sandbox",
          include: sandboxTests,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          ...sideBySide,
        },
      },
      {
        test: {
          name: "security",
          include: securityTests,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          ...sideBySide,
        },
      },
      {
        test: {
          name: "lessons",
          include: lessonTests,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...sideBySide,
        },
      },
    ],
  },
});
