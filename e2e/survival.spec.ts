import { expect, LessonPage, test } from "./fixtures.ts";
import { startFaultyProxy } from "./testing/faulty-proxy.ts";

const LESSON = "your-first-container";

/** All that the screen shows: text, colours, styles, cursor. The spaces between letters are xterm's own fitting. */
const look = (lesson: LessonPage) =>
  lesson.screen.evaluate((rows) =>
    rows.innerHTML.replace(/letter-spacing: [^;"]*;?/g, "").replaceAll(' style=""', ""),
  );

/** How the screen looks once what runs there draws no more. */
async function settledLook(lesson: LessonPage): Promise<string> {
  let seen: string | undefined;
  const isSettled = async () => {
    const before = seen;
    seen = await look(lesson);
    return seen === before;
  };
  await expect.poll(isSettled, { intervals: [500] }).toBe(true);
  return seen ?? "";
}

/** Reloads, and waits until the terminal that has the focus looks as it did before. */
async function reloadsUnchanged(lesson: LessonPage): Promise<void> {
  await lesson.focusTerminal();
  const before = await settledLook(lesson);
  await lesson.page.reload();
  await expect(lesson.pane).toHaveAttribute("data-status", "ready");
  await expect(async () => {
    await lesson.focusTerminal();
    expect(await look(lesson)).toBe(before);
  }).toPass({ timeout: 20_000 });
}

/** Searches through all that can be scrolled to. */
async function expectFound(lesson: LessonPage, text: string, result: string): Promise<void> {
  const field = lesson.pane.getByRole("searchbox", { name: "Search the terminal" });
  if (!(await field.isVisible())) {
    await lesson.pane.getByRole("button", { name: "Search the terminal" }).click();
  }
  await field.fill(text);
  await expect(lesson.pane.getByRole("search").getByRole("status")).toHaveText(result);
}

test("a reload within a full-screen program shows the same screen, and the shell's own after it", async ({
  lesson,
  page,
}) => {
  await lesson.open(LESSON);
  await lesson.run('seq -f "before-%g" 100 > f; clear; echo "sh""ell"');
  await lesson.expectText("shell");
  const shell = await look(lesson);
  for (const { command, shows, moves, leave } of [
    {
      command: "vi -c 'set number' +50 f",
      shows: "before-50",
      moves: ["ArrowDown", "ArrowDown"],
      leave: ":q!\n",
    },
    { command: "less +/before-70 f", shows: "before-71", moves: ["j"], leave: "q" },
    { command: "top -d 600", shows: "PID", moves: [], leave: "q" },
  ]) {
    await lesson.run(`clear; ${command}`);
    await lesson.expectText(shows);
    for (const key of moves) await page.keyboard.press(key);
    await reloadsUnchanged(lesson);
    await page.keyboard.type(leave);
    await lesson.expectText(/\$\s*$/);
    await lesson.run('clear; echo "sh""ell"');
    await expect.poll(() => look(lesson)).toBe(shell);
  }
});

test("modes that a program has set hold after a reload: arrow keys, mouse, paste, cursor", async ({
  lesson,
  page,
}) => {
  await lesson.open(LESSON);
  await lesson.run(
    "printf '\\e[?1h\\e[?1000h\\e[?1006h\\e[?2004h\\e[3 q\\e[1;44mcolour\\e[m\\n'; stty -echo; cat -v",
  );
  await lesson.expectText("colour");
  await reloadsUnchanged(lesson);
  await expect(lesson.screen.locator(".xterm-cursor-underline")).toHaveCount(1);
  await page.keyboard.press("ArrowUp");
  await page.evaluate(() => navigator.clipboard.writeText("pasted"));
  await page.keyboard.press("Control+Shift+v");
  await lesson.pane.locator(".xterm-screen:visible").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("Enter");
  await lesson.expectText(/\^\[OA\^\[\[200~pasted\^\[\[201~\^\[\[<0;1;1M\^\[\[<0;1;1m/);
});

test("10,000 lines are there to scroll to after a reload, and in a tab that is opened after the last was closed", async ({
  lesson,
  page,
  context,
}) => {
  await lesson.open(LESSON);
  await lesson.run('mood=calm; seq -f "line-%g-" 12000; echo "do""ne"');
  await lesson.expectText("done");
  await page.reload();
  await lesson.expectText("done");
  // A screen's lines and the 10,000 above it are kept, and not the rest.
  await expectFound(lesson, "line-2001-", "1 of 1");
  await expectFound(lesson, "line-1000-", "Not found");
  await page.close();
  const again = new LessonPage(await context.newPage());
  await again.open(LESSON);
  await expectFound(again, "line-2001-", "1 of 1");
  await again.run('echo "still $mood"');
  await again.expectText("still calm");
});

const outages = [
  { name: "a moment", fastForward: undefined },
  { name: "60 s (by the page's clock)", fastForward: 60_000 },
  { name: "10 min (by the page's clock)", fastForward: 600_000 },
];
test(`a network that is away for ${outages.map(({ name }) => name).join(", ")} costs no output`, async ({
  lesson,
  page,
  context,
}) => {
  await page.clock.install();
  await lesson.open(LESSON);
  await lesson.run("mark=buoy; (i=0; while sleep 0.05; do echo n-$((i+=1))-; done) & clear");
  for (const { fastForward } of outages) {
    await lesson.expectText(/n-\d+-/);
    await context.setOffline(true);
    await expect(lesson.pane).toHaveAttribute("data-status", "lost");
    const seen = Math.max(...(await numbers(lesson)));
    if (fastForward !== undefined) await page.clock.fastForward(fastForward);
    await context.setOffline(false);
    await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
    await expect.poll(async () => Math.max(...(await numbers(lesson)))).toBeGreaterThan(seen + 60);
    const shown = await numbers(lesson);
    expect(shown).toEqual(shown.map((_number, index) => (shown[0] ?? 0) + index));
  }
  await lesson.run('kill %1; clear; echo "$mark is ""back"');
  await lesson.expectText("buoy is back");
});

async function numbers(lesson: LessonPage): Promise<number[]> {
  const text = (await lesson.screen.textContent()) ?? "";
  return [...text.matchAll(/n-(\d+)-/g)].map((match) => Number(match[1]));
}

test("a laptop wakes after an hour (by the page's clock) on dead connections, with the same shell", async ({
  page,
  baseURL,
}) => {
  const proxy = await startFaultyProxy(baseURL ?? "");
  try {
    await page.clock.install();
    const lesson = new LessonPage(page);
    await page.goto(`${proxy.url}/learn/containers/${LESSON}`);
    await lesson.untilPrompt();
    await lesson.run('mood=calm; sleep 1; echo "slept ""well"');
    // Asleep: nothing moves, no timer fires, and meanwhile the lab has given the connection up.
    proxy.stall();
    await page.clock.pauseAt(Date.now() + 60_000);
    await proxy.down();
    proxy.resume();
    await proxy.up();
    await page.clock.fastForward(3_600_000);
    await page.clock.resume();
    await expect(lesson.pane).toHaveAttribute("data-status", "ready", { timeout: 30_000 });
    await lesson.expectText("slept well");
    await lesson.run('echo "awake and $mood"');
    await lesson.expectText("awake and calm");
  } finally {
    await page.goto("about:blank");
    await proxy.stop();
  }
});
