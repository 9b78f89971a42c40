import http from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { LessonId, TrackId } from "../protocol/ids.ts";
import { BenchLearner, type BenchTerminal } from "./learner.ts";
import { serveTasks } from "./side-process.ts";

/** Five learners with all the terminals that one may have. */
const LEARNERS = 5;
const TERMINALS_EACH = 6;
const LESSON = { trackId: "containers" as TrackId, lessonId: "your-first-container" as LessonId };
/** A line of a build's log, twenty times a second, without a new process for each. */
const PRINT =
  'exec 9<> <(:); while ! read -t 0.05 -u 9; do echo "$SECONDS step $((n+=1)) of 9000: unpacking layers, linking, copying files"; done\r';
const PAGES_PER_SECOND = 60;
/** All of them print by then. Milliseconds. */
const WARM_UP_MS = 2_000;

export interface CrowdsWork {
  /** Pages that came whole, and lines of the terminal that printed least. */
  readonly pages_per_s: number;
  readonly pages_refused_per_s: number;
  readonly lines_per_s: number;
}

const [url = ""] = process.argv.slice(2);
const page = `${url}/learn/${LESSON.trackId}/${LESSON.lessonId}`;
const agent = new http.Agent({ keepAlive: true });
const learners: BenchLearner[] = [];
const terminals: BenchTerminal[] = [];

/** Asks for the lesson's page, whole. `false`: the lab has too much to do to draw it in time. */
function readPage(cookie: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = http.get(page, { agent, headers: { accept: "text/html", cookie } }, (response) => {
      const { statusCode } = response;
      if (statusCode !== 200 && statusCode !== 503) {
        reject(new Error(`the page was answered with ${statusCode}`));
      }
      response.resume().once("end", () => resolve(statusCode === 200));
    });
    request.once("error", reject);
  });
}

/** Asks for pages at an even pace, however long each takes, until it is told to stop. */
function readPages() {
  const pages = { read: 0, refused: 0, stop };
  let asked = 0;
  const start = performance.now();
  const underWay = new Set<Promise<void>>();
  const timer = setInterval(() => {
    for (; asked < ((performance.now() - start) / 1000) * PAGES_PER_SECOND; asked += 1) {
      const reading = readPage(learners[asked % learners.length]?.cookie ?? "").then((isRead) => {
        if (isRead) pages.read += 1;
        else pages.refused += 1;
        underWay.delete(reading);
      });
      underWay.add(reading);
    }
  }, 1000 / PAGES_PER_SECOND);
  async function stop(): Promise<void> {
    clearInterval(timer);
    await Promise.all(underWay);
  }
  return pages;
}

let stop: () => Promise<CrowdsWork> = () => Promise.reject(new Error("nothing was begun"));

/** Other learners of a class: terminals that print all the time, and pages that are read. */
serveTasks({
  async arrive() {
    for (let index = 0; index < LEARNERS; index++) {
      const learner = await BenchLearner.connect(url);
      await learner.openLesson(LESSON.trackId, LESSON.lessonId);
      learners.push(learner);
    }
  },
  async "open terminals"() {
    for (const learner of learners) {
      for (let index = 0; index < TERMINALS_EACH; index++) terminals.push(await learner.openTerminal());
    }
    return terminals.map(({ id }) => id);
  },
  async work() {
    const lines = terminals.map(() => 0);
    for (const [index, terminal] of terminals.entries()) {
      terminal.onOutput((data) => {
        lines[index] = (lines[index] ?? 0) + (data.match(/\n/g) ?? []).length;
      });
      terminal.type(PRINT);
    }
    const pages = readPages();
    await delay(WARM_UP_MS);
    const start = performance.now();
    lines.fill(0);
    pages.read = 0;
    pages.refused = 0;
    stop = async () => {
      const perSecond = (count: number) => Math.round((count / (performance.now() - start)) * 1000);
      const work = {
        pages_per_s: perSecond(pages.read),
        pages_refused_per_s: perSecond(pages.refused),
        lines_per_s: perSecond(Math.min(...lines)),
      };
      for (const terminal of terminals) terminal.type("\x03");
      await pages.stop();
      return work satisfies CrowdsWork;
    };
  },
  stop: () => stop(),
});
