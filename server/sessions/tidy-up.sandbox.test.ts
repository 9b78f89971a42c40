import { afterAll, beforeAll, expect, it } from "vitest";
import type { Sandbox } from "../sandbox/driver.ts";
import { startTestLab, type TestLab } from "../testing/start-test-lab.ts";
import { tidyUp } from "./tidy-up.ts";

let lab: TestLab;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await startTestLab("tidy");
  sandbox = await lab.driver.create({ owner: "tidy", files: { "notes.txt": "as it was\n" } });
});
afterAll(async () => {
  await lab?.close();
});

const START = { files: { "notes.txt": "as it was\n" }, images: ["nginx"] };

/** What a command prints; it must succeed. */
async function said(command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await sandbox.exec(["sh", "-c", command], { timeoutMs: 50_000 });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}
const state = () =>
  said(
    "docker ps -aq | wc -l; docker volume ls -q | wc -l; docker network ls -q | wc -l; docker images --format '{{.Repository}}'; cat notes.txt; ls",
  );

it("puts a machine back to the start of its lesson, and keeps the learner's own files and processes", async () => {
  await said("docker pull -q nginx");
  const atStart = await state();
  expect(atStart).toBe("0\n0\n3\nnginx\nas it was\nnotes.txt\n");

  await said(`docker network create mine >/dev/null
    docker volume create data >/dev/null
    docker run -d --name web --restart always --network mine -v data:/data nginx >/dev/null
    docker run --name done -v /anonymous hello-world >/dev/null
    printf 'FROM nginx\\nRUN touch /made\\n' | docker build -q -t own - >/dev/null
    docker tag own own:again
    echo changed > notes.txt; rm -f gone; echo mine > own.txt
    sleep 1000 >/dev/null 2>&1 &`);
  expect(await state()).not.toBe(atStart);

  await tidyUp(sandbox, START);
  expect(await state()).toBe(atStart.replace("notes.txt\n", "notes.txt\nown.txt\n"));
  expect(await said("pgrep -c sleep")).toBe("1\n");
  expect(await said("docker system df --format '{{.Type}} {{.Size}}' | grep Cache")).toBe("Build Cache 0B\n");
});

it("does nothing where there is nothing to do", async () => {
  await said("docker system prune -af --volumes >/dev/null; rm -f own.txt");
  await tidyUp(sandbox, { files: {}, images: [] });
  expect(await state()).toBe("0\n0\n3\nas it was\nnotes.txt\n");
});

it("says the way out where the engine is down", async () => {
  const stopped = {
    ...sandbox,
    exec: (argv: readonly string[], options = {}) =>
      sandbox.exec(["env", "DOCKER_HOST=unix:///nowhere", ...argv], options),
  };
  await expect(tidyUp(stopped, START)).rejects.toMatchObject({ code: "sandbox-failed" });
});
