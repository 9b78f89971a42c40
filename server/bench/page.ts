import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { startLabUnderTest } from "./lab-under-test.ts";
import { percentiles } from "./statistics.ts";

const SAMPLES = 21;
/** A middling phone beside this machine: Chromium then takes four times as long for every script. */
const CPU_SLOWDOWN = 4;
/** In turn: a learner keeps two machines, so that each of these loads makes a new one and ends the oldest. */
const LESSONS = ["your-first-container", "life-and-death-of-pid-1", "files-that-outlive-containers"];
/** Then another learner comes: the lab makes at most 20 machines for one in ten minutes. */
const LOADS_PER_LEARNER = 9;
const PROMPT_TIMEOUT_MS = 60_000;
/** Nothing has painted or shifted for this long: the page is as it will stay. */
const QUIET_MS = 1_500;

/** Debian's Chromium, without what would look for the internet at its start. */
const CHROMIUM = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

interface Vitals {
  lcpMs: number;
  cls: number;
  /** What was largest, and what moved: for whoever mends it. */
  lcpElement: string;
  shifted: string[];
  quietForMs: number;
}

interface Load extends Vitals {
  readonly jsKbGz: number;
}

/**
 * Runs in the page, before its own scripts. The shift score is that of the worst session window: shifts at most 1 s
 * apart, at most 5 s in all (https://web.dev/articles/cls).
 */
function watchVitals(): void {
  const vitals: Vitals = { lcpMs: 0, cls: 0, lcpElement: "", shifted: [], quietForMs: 0 };
  let last = performance.now();
  let session = { value: 0, first: 0, last: 0 };
  const name = (node: unknown) =>
    node instanceof Element ? `${node.tagName.toLowerCase()}.${String(node.className).slice(0, 60)}` : "";
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      vitals.lcpMs = entry.startTime;
      vitals.lcpElement = name((entry as PerformanceEntry & { element?: Element }).element);
      last = performance.now();
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node?: Node }[];
      };
      if (shift.hadRecentInput) continue;
      const joins = shift.startTime - session.last < 1_000 && shift.startTime - session.first < 5_000;
      session = joins
        ? { ...session, value: session.value + shift.value, last: shift.startTime }
        : { value: shift.value, first: shift.startTime, last: shift.startTime };
      vitals.cls = Math.max(vitals.cls, session.value);
      vitals.shifted.push(...shift.sources.map(({ node }) => name(node)));
      last = performance.now();
    }
  }).observe({ type: "layout-shift", buffered: true });
  Object.assign(window, {
    readVitals: () => ({ ...vitals, quietForMs: performance.now() - last }),
  });
}

const readVitals = (page: Page) =>
  page.evaluate(() => (window as unknown as { readVitals(): Vitals }).readVitals());

/** Sizes of the scripts that the page has loaded, as they travel. */
function countScripts(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1_000;
}

async function load(context: BrowserContext, url: string): Promise<Load> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await page.addInitScript(watchVitals);
  const scripts = countScripts(page);
  await page.goto(url);
  const prompt = page.locator(".xterm-rows", { hasText: "learner@" });
  const failed = page.locator('[data-region="terminal"][data-status="failed"]');
  await prompt.or(failed).first().waitFor({ timeout: PROMPT_TIMEOUT_MS });
  if (await failed.count()) throw new Error(`There is no machine: ${await failed.innerText()}`);
  await page.waitForFunction(
    (quietMs) => (window as unknown as { readVitals(): Vitals }).readVitals().quietForMs > quietMs,
    QUIET_MS,
  );
  return { ...(await readVitals(page)), jsKbGz: await scripts() };
}

type Cookies = Parameters<BrowserContext["addCookies"]>[0];

/** A learner's name, as the lab gives it to a browser that has none. */
async function newLearner(browser: Browser, url: string): Promise<Cookies> {
  const context = await browser.newContext();
  await (await context.newPage()).goto(url);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/** A browser that has loaded nothing yet, up to the prompt. */
async function sample(browser: Browser, url: string, learner: Cookies): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    await context.addCookies(learner);
    return await load(context, url);
  } finally {
    await context.close();
  }
}

/**
 * A lesson's page as a browser with an empty cache meets it, on a processor slowed down four times, with a real
 * machine behind it. `lcp_ms`: largest contentful paint; `cls`: cumulative layout shift up to the prompt and the
 * quiet after it; `lesson_js_kb_gz`: scripts loaded by then, kB (10^3 bytes) as gzip makes them.
 */
export async function benchPage(say: (line: string) => void): Promise<Record<string, unknown>> {
  const lab = await startLabUnderTest();
  try {
    const browser = await chromium.launch(CHROMIUM);
    try {
      let learner: Cookies = [];
      const addressOf = (number: number) =>
        `${lab.url}/learn/containers/${LESSONS[number % LESSONS.length]}?step=1`;
      const loads: Load[] = [];
      // Up to number 0 the server alone is warmed: each sample has a browser profile of its own.
      for (let number = 1 - LESSONS.length; number <= SAMPLES; number++) {
        if (number % LOADS_PER_LEARNER === 0 || learner.length === 0) {
          learner = await newLearner(browser, lab.url);
        }
        const one = await sample(browser, addressOf(number + LESSONS.length), learner);
        if (number < 1) continue;
        loads.push(one);
        say(
          `load ${number} of ${SAMPLES}: LCP ${Math.round(one.lcpMs)} ms (${one.lcpElement}), ` +
            `CLS ${one.cls.toFixed(4)} ${[...new Set(one.shifted)].join(", ")}`,
        );
      }
      return {
        n: loads.length,
        lesson_js_kb_gz: Math.round(Math.max(...loads.map(({ jsKbGz }) => jsKbGz))),
        lcp_ms: percentiles(
          loads.map(({ lcpMs }) => lcpMs),
          [50, 95],
        ),
        cls: percentiles(
          loads.map(({ cls }) => cls),
          [50, 95],
        ),
      };
    } finally {
      await browser.close();
    }
  } finally {
    await lab.close();
  }
}
