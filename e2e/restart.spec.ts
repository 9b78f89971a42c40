import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { untilLine } from "../server/bench/lab-under-test.ts";
import { labProcess } from "../server/testing/lab-process.ts";
import { LessonPage } from "./fixtures.ts";

const PORT = Number(process.env.E2E_PORT ?? 3198) + 1;
const PREFIX = `${process.env.SLIPWAY_PREFIX ?? "slipway-test"}-r`;

/**
 * A lab of this test's own, which it may kill. `main` is `server/index.ts`, or `server/testing/short-lived-lab.ts` to tidy
 * up at the end.
 */
async function serve(main: string, dataDir: string): Promise<ChildProcess> {
  const host = spawn(process.execPath, [main], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      RUNNER_PID: String(process.pid),
      PORT: String(PORT),
      SLIPWAY_DATA: dataDir,
      SLIPWAY_PREFIX: PREFIX,
      SLIPWAY_NEXT_DIR: process.env.SLIPWAY_NEXT_DIR ?? ".next-test",
      LOG_LEVEL: "silent",
    },
  });
  await untilLine(host, "Slipway is ready:");
  return host;
}

/** Kills the server, which faces the network; its host starts another at once. */
async function killServer(host: ChildProcess): Promise<void> {
  process.kill(await labProcess(host.pid ?? 0, "server/web/main.ts"), "SIGKILL");
}

/** Kills the host, and with it all that it runs; starts the lab anew. */
async function killHost(host: ChildProcess, dataDir: string): Promise<ChildProcess> {
  host.kill("SIGKILL");
  await once(host, "exit");
  return serve("server/testing/short-lived-lab.ts", dataDir);
}

/** Lines that count up, as the page shows them: none may be missing or come twice. */
async function expectCounted(lesson: LessonPage, last: number): Promise<void> {
  await lesson.expectText(new RegExp(`line ${last}(?!\\d)`));
  const shown = (await lesson.screen.textContent()) ?? "";
  const lines = [...shown.matchAll(/line (\d+)/g)].map((match) => Number(match[1]));
  expect(lines).toEqual(lines.map((_line, index) => (lines[0] ?? 0) + index));
}

test("a killed server, and a killed host, come back to the same machine, shell and output, and the page with them", async ({
  page,
}) => {
  // A lab is started twice, and a server once more.
  test.slow();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "slipway-restart-"));
  await cp(path.resolve(process.env.SLIPWAY_DATA ?? "data/test", "mirror"), path.join(dataDir, "mirror"), {
    recursive: true,
  });
  let host = await serve("server/testing/short-lived-lab.ts", dataDir);
  try {
    const lesson = new LessonPage(page);
    await page.goto(`http://127.0.0.1:${PORT}/learn/containers/your-first-container`);
    await lesson.untilPrompt();
    await lesson.run("echo kept > keepsake; docker run hello-world");
    await lesson.expectDone("run-hello");

    const tabs = page.getByRole("tablist", { name: "Terminals" }).getByRole("tab");
    await page.getByRole("button", { name: "Open another terminal" }).click();
    await expect(tabs).toHaveText(["Terminal 1", "Terminal 2"]);
    await lesson.untilPrompt();
    await tabs.nth(1).dblclick();
    await page.getByRole("textbox", { name: "Name of the terminal" }).fill("server");
    await page.keyboard.press("Enter");
    await expect(tabs.nth(1)).toHaveText("server");
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await expect(tabs).toHaveText(["server", "Terminal 1"]);
    await tabs.nth(1).click();

    await lesson.run("cd /tmp; mood=calm; for i in $(seq 300); do echo line $i; sleep 0.05; done");
    await lesson.expectText(/line 20(?!\d)/);
    await killServer(host);
    await expect(lesson.pane).not.toHaveAttribute("data-status", "ready");
    await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
    await lesson.expectText(/line \d\d/);
    host = await killHost(host, dataDir);
    await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
    await lesson.expectDone("run-hello");
    await expectCounted(lesson, 300);
    await lesson.run("clear; echo it is $mood in $PWD; cat ~/keepsake; docker ps -aq | wc -l");
    await lesson.expectText(/it is calm in \/tmp\s*kept\s*1/);
    await page.reload();
    await expect(tabs).toHaveText(["server", "Terminal 1"]);
  } finally {
    host.kill("SIGTERM");
    await once(host, "exit");
    await rm(dataDir, { recursive: true, force: true });
  }
});
