import { expect, test } from "./fixtures.ts";

test("a reload comes back to the same shell and screen", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  const word = "anchor";
  await lesson.run(`mark=${word}; echo "${word.slice(0, 3)}""${word.slice(3)} one"`);
  await lesson.expectText("anchor one");
  await page.reload();
  await lesson.expectText("anchor one");
  await lesson.run('echo "$mark two"');
  await lesson.expectText("anchor two");
});

test("a lost connection comes back to the same shell, and says that it was lost", async ({
  lesson,
  page,
  context,
}) => {
  await lesson.open("your-first-container");
  await lesson.run("mark=buoy");
  await context.setOffline(true);
  await expect(lesson.pane).toHaveAttribute("data-status", /lost|connecting/, { timeout: 60_000 });
  await context.setOffline(false);
  await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
  await lesson.run('echo "$mark is back"');
  await lesson.expectText("buoy is back");
  await expect(page.getByRole("tab")).toHaveCount(1);
});

test("where websockets are blocked, everything works by long polling", async ({ lesson, page }) => {
  await page.routeWebSocket(/\/live/, (socket) => socket.close());
  await lesson.open("your-first-container");
  await lesson.run("docker run hello-world");
  await lesson.expectDone("run-hello");
});

test("the shell has the size of its pane after every change", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  const columns = async (mark: string) => {
    await lesson.run(`echo "${mark}=$(tput cols)=end"`);
    await lesson.expectText(new RegExp(`${mark}=\\d+=end`));
    const text = (await lesson.screen.textContent()) ?? "";
    return Number(new RegExp(`${mark}=(\\d+)=end`).exec(text)?.[1]);
  };
  const wide = await columns("wide");
  await page.setViewportSize({ width: 1100, height: 700 });
  await expect.poll(() => columns(`n${Date.now()}`)).toBeLessThan(wide);
});

test("a flood neither freezes the page nor resists Ctrl-C", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.run("yes");
  await lesson.expectText(/y\s*y\s*y/);
  await page.keyboard.press("Control+c");
  await lesson.run('echo still""here');
  await lesson.expectText("stillhere");
});

test("several terminals, each a shell of its own", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.run("side=port");
  await page.getByRole("button", { name: "Open another terminal" }).click();
  await expect(page.getByRole("tab")).toHaveCount(2);
  await lesson.expectText(/learner@lab/);
  await lesson.run('test -z "$side" && echo "not ""set"');
  await lesson.expectText("not set");
  await page.getByRole("tab", { name: "Terminal 1" }).click();
  await lesson.run('echo "here: $side"');
  await lesson.expectText("here: port");
});

test("a paste of several lines is run only when Enter is pressed", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await page.evaluate(() => navigator.clipboard.writeText('echo li""ne-1\necho li""ne-2'));
  await lesson.focusTerminal();
  await page.keyboard.press("Control+Shift+v");
  await lesson.expectText('echo li""ne-2');
  await expect(lesson.screen).not.toContainText("line-1");
  await page.keyboard.press("Enter");
  await lesson.expectText("line-1");
  await lesson.expectText("line-2");
});

test("Ctrl-C copies what is selected and interrupts when nothing is", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.run('echo cop""yme');
  await lesson.expectText("copyme");
  const line = await lesson.screen
    .locator("div", { hasText: /^copyme\s*$/ })
    .first()
    .boundingBox();
  if (line === null) throw new Error("the line is not on the screen");
  await page.mouse.dblclick(line.x + 20, line.y + line.height / 2);
  await page.keyboard.press("Control+c");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("copyme");
  // Once it prints, it is in the foreground; a key that comes before is the shell's.
  await lesson.run(`sh -c 'echo be""gun; exec sleep 600'`);
  await lesson.expectText("begun");
  await page.keyboard.press("Control+c");
  await lesson.run('echo inter""rupted');
  await lesson.expectText("interrupted");
});

test("words can be searched for in what was printed", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.run("seq 1 300");
  await lesson.expectText("300");
  await page.getByRole("button", { name: "Search the terminal" }).click();
  await page
    .getByRole("searchbox", { name: "Search the terminal" })
    .or(page.getByLabel("Search the terminal").locator("visible=true").last())
    .first()
    .fill("137");
  await page.keyboard.press("Enter");
  await lesson.expectText("137");
});

test("composed characters arrive as composed", async ({ lesson, page }) => {
  await lesson.open("your-first-container");
  await lesson.focusTerminal();
  await page.keyboard.insertText('echo "gr\u00fc\u00df dich | \u65e5\u672c" | tr -d "|"');
  await page.keyboard.press("Enter");
  await lesson.expectText("gr\u00fc\u00df dich  \u65e5\u672c");
});
