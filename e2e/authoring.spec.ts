import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "./fixtures.ts";
import type { OwnLab } from "./own-lab.ts";

const FOLDER = "01-containers/05-your-first-container";
const ADDRESS = "/learn/containers/your-first-container?step=1";

let lab: OwnLab;

/** Saves as an editor does: a new file takes the old one's place. */
async function save(name: string, change: (text: string) => string): Promise<string> {
  const file = path.join(lab.lessonsDir, FOLDER, name);
  const text = await readFile(file, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(`${file}~`, changed);
  await rename(`${file}~`, file);
  return text;
}

test("a saved lesson shows in the open page, a fault with its place, and the terminal stays", async ({
  lesson,
  page,
  ownLab,
}) => {
  lab = await ownLab({ SLIPWAY_DEV: "1" });
  await page.goto(`${lab.url}${ADDRESS}`);
  await lesson.untilPrompt();
  await lesson.run("keepsake=here");

  await save("lesson.md", (text) => text.replace("## Run one", "## Run one\n\nA tug waits at the pier.\n"));
  await expect(page.getByText("A tug waits at the pier.")).toBeVisible();
  await lesson.run('clear; echo "still $keepsake"');
  await lesson.expectText("still here");

  await save("tasks.yaml", (text) =>
    text
      .replace("title: Run a container from `hello-world`", "title: Call it tugboat")
      .replace("kind: container\n", "kind: container\n      name: tugboat\n"),
  );
  await expect(lesson.task("run-hello")).toContainText("Call it tugboat");
  await lesson.run("clear; docker run --name tugboat hello-world");
  await lesson.expectDone("run-hello");

  const whole = await save("tasks.yaml", (text) => text.replace("state: exited", "state: tired"));
  const fault = page.getByRole("alert").filter({ hasText: "This lesson has a fault" });
  await expect(fault).toContainText(/05-your-first-container\/tasks\.yaml:\d+/);
  await expect(fault).toContainText("tasks.0.check.state");
  await lesson.run('clear; echo "once more $keepsake"');
  await lesson.expectText("once more here");

  await save("tasks.yaml", () => whole);
  await expect(fault).toBeHidden();
  await lesson.expectDone("run-hello");
  await lesson.run('clear; echo "to the end $keepsake"');
  await lesson.expectText("to the end here");
});

test("learners are told that a lesson has a fault, and the others work", async ({ lesson, page, ownLab }) => {
  lab = await ownLab({ SLIPWAY_DRIVER: "fake" }, async (lessonsDir) => {
    await writeFile(path.join(lessonsDir, FOLDER, "tasks.yaml"), "tasks: [\n");
  });
  const told = "This lesson has a fault and is not shown; the operator has been told.";
  await page.goto(lab.url);
  const row = page.getByRole("listitem").filter({ hasText: "Your first container" });
  await expect(row).toContainText(told);
  await expect(row).not.toContainText("tasks.yaml");
  await row.getByRole("link").click();
  await expect(page.getByText(told)).toBeVisible();
  await page.goto(`${lab.url}/learn/containers/files-that-outlive-containers`);
  await expect(lesson.pane).toHaveAttribute("data-status", "ready");
});
