import { expect, test } from "./fixtures.ts";

const LESSON = "/learn/containers/your-first-container?step=1";
const NONCES = /nonce="([^"]*)"/g;

test("a page that was drawn before runs under a nonce of its own", async ({ page, request }) => {
  const refused: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  const nonces = new Set<string>();
  for (let time = 0; time < 3; time++) {
    const answer = await request.get(LESSON, { headers: { accept: "text/html" } });
    const policy = answer.headers()["content-security-policy"];
    const used = new Set([...(await answer.text()).matchAll(NONCES)].map(([, nonce]) => nonce ?? ""));
    const [nonce = ""] = used;
    expect(used.size).toBe(1);
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(answer.headers()["cache-control"]).toContain("no-store");
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
  await page.goto(LESSON);
  // Drawn by scripts alone.
  await expect(page.locator(".xterm-rows:visible")).toContainText("learner@");
  expect(refused).toEqual([]);
});

test("two learners see each their own progress and look, however often they come", async ({
  lesson,
  page,
  browser,
}) => {
  await lesson.open("your-first-container");
  await lesson.run("docker run hello-world");
  await lesson.expectDone("run-hello");
  const other = await browser.newContext({ javaScriptEnabled: false });
  await other.addCookies([{ name: "slipway-theme", value: "dark", url: new URL(page.url()).origin }]);
  const others = await other.newPage();
  // Without scripts a page shows what it was drawn with, and nothing that came after.
  const mine = await browser.newContext({ javaScriptEnabled: false });
  await mine.addCookies(await page.context().cookies());
  const own = await mine.newPage();
  for (let time = 0; time < 2; time++) {
    await others.goto(LESSON);
    await expect(others.locator('[data-task="run-hello"]')).not.toHaveAttribute("data-status", "done");
    await expect(others.locator("html")).toHaveAttribute("data-theme", "dark");
    await own.goto(LESSON);
    await expect(own.locator('[data-task="run-hello"]')).toHaveAttribute("data-status", "done");
    await expect(own.locator("html")).not.toHaveAttribute("data-theme", "dark");
  }
  await other.close();
  await mine.close();
});
