import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TerminalShare } from "../protocol/events.ts";
import type { TerminalId } from "../protocol/ids.ts";
import type { Terminal } from "../sandbox/driver.ts";
import { startFakeShell } from "../sandbox/fake/fake-shell.ts";
import { drawerInPlace } from "../testing/drawer-in-place.ts";
import { MOST_UNREAD_CHARS } from "./flow-control.ts";
import { LiveTerminal, type LiveTerminalParts } from "./live-terminal.ts";
import { memorySessionRecordings } from "./recordings/memory-recordings.ts";
import { drawScreen } from "./screen/draw-screen.ts";
import { emptyScreen } from "./screen/screen.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import { DRAW_CHARS, KEPT_CHARS } from "./terminal-history.ts";

const SIZE = { cols: 80, rows: 24 };
const ID = "t1" as TerminalId;

/** A terminal that prints what the test says, and tells whether it is held back. */
function scriptedTerminal() {
  let onData: (data: string, end: number) => void = () => {};
  let printed = 0;
  let onExit: (exit: { exitCode: number }) => void = () => {};
  const facts = { paused: false, killed: false, sizes: [] as string[], acknowledged: 0 };
  const terminal: Terminal = {
    name: ID,
    firstByte: 0,
    acknowledge: (upTo) => {
      facts.acknowledged = upTo;
    },
    foreground: async () => "",
    detach: () => {},
    write: () => {},
    resize: ({ cols, rows }) => void facts.sizes.push(`${cols}x${rows}`),
    pause: () => {
      facts.paused = true;
    },
    resume: () => {
      facts.paused = false;
    },
    kill: () => {
      facts.killed = true;
    },
    onData: (listener) => {
      onData = listener;
      return { dispose: () => {} };
    },
    onExit: (listener) => {
      onExit = listener;
      return { dispose: () => {} };
    },
  };
  return {
    terminal,
    facts,
    print: (data: string) => {
      printed += Buffer.byteLength(data);
      onData(data, printed);
    },
    exit: (exitCode: number) => onExit({ exitCode }),
  };
}

/** A page: keeps what it was sent, and how it ended. Acknowledges nothing by itself. */
function page() {
  const seen = {
    chunks: [] as { seq: number; data: string }[],
    /** `at`: how many pieces had come before. */
    shares: [] as (TerminalShare & { at: number })[],
    exitCode: undefined as number | undefined,
  };
  return {
    send: (chunk: { seq: number; data: string }) => void seen.chunks.push(chunk),
    shared: (share: TerminalShare) => void seen.shares.push({ ...share, at: seen.chunks.length }),
    exited: (exitCode: number) => {
      seen.exitCode = exitCode;
    },
    seen,
    text: () => seen.chunks.map(({ data }) => data).join(""),
  };
}

/** Writes nothing down. */
const unrecorded = () => memorySessionRecordings().begin({ id: ID, size: SIZE }, () => {});

function opened(more: Partial<LiveTerminalParts> = {}) {
  const script = scriptedTerminal();
  const news = { commandsEnded: 0, exits: 0 };
  const live = new LiveTerminal(
    {
      id: ID,
      terminal: script.terminal,
      size: SIZE,
      recording: unrecorded(),
      drawer: drawerInPlace(),
      ...more,
    },
    {
      commandEnded: () => {
        news.commandsEnded += 1;
      },
      exited: () => {
        news.exits += 1;
      },
    },
  );
  return { ...script, live, news };
}

describe("output", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("sends the first pieces after silence at once, and gathers what follows until there is peace", () => {
    const { live, print } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    for (const letter of "abcdefgh") {
      print(letter);
      expect(viewer.text().at(-1)).toBe(letter);
    }
    print("i");
    print("j");
    expect(viewer.text()).toBe("abcdefgh");
    vi.advanceTimersToNextTimer();
    expect(viewer.seen.chunks.at(-1)).toEqual({ seq: 8, data: "ij" });
    print("k");
    expect(viewer.text()).toBe("abcdefghij");
    vi.runAllTimers();
    print("l");
    expect(viewer.text()).toBe("abcdefghijkl");
  });

  it("does not gather more than one full piece", () => {
    const { live, print } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    print("first");
    print("x".repeat(64 * 1024));
    expect(viewer.text().length).toBe(5 + 64 * 1024);
  });

  it("continues exactly where the replay ended", async () => {
    const { live, print } = opened();
    print("before ");
    print("and ");
    const viewer = page();
    const replay = await live.attach(viewer, 3);
    print("after");
    vi.runAllTimers();
    expect(replay).toEqual({ seq: 3, data: "ore and " });
    expect(viewer.seen.chunks[0]?.seq).toBe(replay.seq + replay.data.length);
    expect(viewer.text()).toBe("after");
  });

  it("sends nothing twice to a viewer that attaches again", async () => {
    const { live, print } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    print("one");
    expect(await live.attach(viewer, 3)).toEqual({ seq: 3, data: "" });
    vi.runAllTimers();
    print("two");
    vi.runAllTimers();
    expect(viewer.text()).toBe("onetwo");
  });

  it("stops sending to a viewer that has left", () => {
    const { live, print } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    for (const letter of "abcdefghi") print(letter);
    live.detach(viewer);
    vi.runAllTimers();
    expect(viewer.text()).toBe("abcdefgh");
  });

  it("stops everything when disposed", () => {
    const { live, print } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    for (const letter of "abcdefghi") print(letter);
    live.dispose();
    expect(vi.getTimerCount()).toBe(0);
    expect(viewer.text()).toBe("abcdefgh");
  });
});

describe("news", () => {
  it("tells when a command has ended, also when its mark comes in two pieces", () => {
    const { print, news } = opened();
    print("output\x1b]133;D;0\x07prompt");
    expect(news.commandsEnded).toBe(1);
    print("more\x1b]13");
    print("3;D;0\x07prompt");
    expect(news.commandsEnded).toBe(2);
    print("nothing of the kind");
    expect(news.commandsEnded).toBe(2);
  });

  it("tells each viewer of the exit, after its last output", () => {
    const { live, print, exit, news } = opened();
    const order: string[] = [];
    const viewer = {
      send: ({ data }: { data: string }) => order.push(data),
      shared: () => {},
      exited: (code: number) => order.push(`exit ${code}`),
    };
    live.attach(viewer, 0);
    print("almost ");
    print("done");
    exit(3);
    expect(order).toEqual(["almost ", "done", "exit 3"]);
    expect(news.exits).toBe(1);
  });

  it("sends the last output to a viewer that is behind, before the exit", () => {
    const { live, print, exit } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    print("x".repeat(MOST_UNREAD_CHARS));
    print("the end");
    exit(0);
    expect(viewer.text().endsWith("the end")).toBe(true);
    expect(viewer.seen.exitCode).toBe(0);
  });
});

describe("several views", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const seen = (cols: number, rows: number) => ({ size: { cols, rows }, visible: true });

  function looking(live: LiveTerminal, cols: number, rows: number) {
    const viewer = page();
    live.makeRoom(viewer, seen(cols, rows));
    live.attach(viewer, 0);
    return viewer;
  }

  it("give it another size only when there is one", () => {
    const { live, facts } = opened();
    const viewer = looking(live, SIZE.cols, SIZE.rows);
    live.makeRoom(viewer, seen(100, 30));
    live.makeRoom(viewer, seen(100, 30));
    expect(facts.sizes).toEqual(["100x30"]);
  });

  it("get the smallest, and each is told of the others", () => {
    const { live, facts } = opened();
    const large = looking(live, 120, 40);
    vi.runAllTimers();
    const small = looking(live, 80, 30);
    vi.runAllTimers();
    expect(facts.sizes).toEqual(["120x40", "80x30"]);
    expect(large.seen.shares.at(-1)).toMatchObject({ size: { cols: 80, rows: 30 }, sizedBy: "another" });
    expect(live.shareOf(small)).toMatchObject({ size: { cols: 80, rows: 30 }, sizedBy: "this" });
  });

  it("are told of a new size between what was printed before it and after it", () => {
    const { live, print, facts } = opened();
    const slow = looking(live, 80, 24);
    print("x".repeat(MOST_UNREAD_CHARS));
    print("before");
    live.makeRoom(slow, seen(100, 30));
    print("after");
    vi.runAllTimers();
    expect(facts.sizes).toEqual(["100x30"]);
    expect(slow.seen.shares).toEqual([]);
    live.acknowledge(slow, MOST_UNREAD_CHARS);
    expect(slow.seen.chunks.slice(-2).map(({ data }) => data)).toEqual(["before", "after"]);
    expect(slow.seen.shares.map(({ size, at }) => [size.cols, at])).toEqual([
      [100, slow.seen.chunks.length - 1],
    ]);
  });

  it("make one change of a storm of them, to the last", () => {
    const { live, facts } = opened();
    const viewer = looking(live, SIZE.cols, SIZE.rows);
    for (let cols = 81; cols <= 120; cols += 1) live.makeRoom(viewer, seen(cols, 24));
    expect(facts.sizes).toEqual(["81x24"]);
    vi.runAllTimers();
    expect(facts.sizes).toEqual(["81x24", "120x24"]);
  });

  it("leave the size as it is while one of them reloads, and free it when that does not return", () => {
    const { live, facts } = opened();
    looking(live, 120, 40);
    const small = looking(live, 80, 24);
    vi.runAllTimers();
    const before = facts.sizes.length;
    live.detach(small);
    vi.advanceTimersByTime(1_000);
    const again = looking(live, 80, 24);
    vi.runAllTimers();
    expect(facts.sizes.length).toBe(before);
    live.detach(again);
    vi.runAllTimers();
    expect(facts.sizes.at(-1)).toBe("120x40");
  });

  it("lose the lead to the one that is typed in", () => {
    const { live, facts } = opened();
    const large = looking(live, 120, 40);
    const small = looking(live, 80, 24);
    live.lead(large);
    vi.runAllTimers();
    expect(facts.sizes.at(-1)).toBe("120x40");
    live.write("ls", large);
    vi.runAllTimers();
    expect(facts.sizes.at(-1)).toBe("120x40");
    live.write("ls", small);
    vi.runAllTimers();
    expect(facts.sizes.at(-1)).toBe("80x24");
  });
});

describe("flow control", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const fill = (print: (data: string) => void, chars: number) => {
    for (let left = chars; left > 0; left -= 1024) print("x".repeat(Math.min(1024, left)));
  };

  it("pauses when the only viewer is behind, and its acknowledgements resume", () => {
    const { live, print, facts } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    fill(print, MOST_UNREAD_CHARS + 64 * 1024);
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    const sent = viewer.text().length;
    expect(sent).toBeLessThanOrEqual(MOST_UNREAD_CHARS + 64 * 1024);
    live.acknowledge(viewer, sent - MOST_UNREAD_CHARS / 2);
    expect(facts.paused).toBe(false);
    vi.runAllTimers();
    live.acknowledge(viewer, MOST_UNREAD_CHARS);
    expect(viewer.text().length).toBe(MOST_UNREAD_CHARS + 64 * 1024);
  });

  it("lets a fast viewer go on while a slow one is held back", () => {
    const { live, print, facts } = opened();
    const fast = page();
    const slow = page();
    live.attach(fast, 0);
    live.attach(slow, 0);
    for (let round = 0; round < 20; round++) {
      fill(print, 128 * 1024);
      vi.runAllTimers();
      live.acknowledge(fast, 128 * 1024);
    }
    expect(facts.paused).toBe(false);
    expect(fast.text().length).toBe(20 * 128 * 1024);
    expect(slow.text().length).toBeLessThanOrEqual(MOST_UNREAD_CHARS + 64 * 1024);
  });

  it("tells a slow viewer that it has missed output, by its number, when that is no longer kept", async () => {
    const { live, print } = opened();
    const fast = page();
    const slow = page();
    live.attach(fast, 0);
    live.attach(slow, 0);
    const line = (number: number) => `${String(number).padStart(62, "0")}\r\n`;
    for (let number = 0; number < (2 * DRAW_CHARS) / 64; number++) {
      print(line(number));
      live.acknowledge(fast, 64);
      if (number % 1_000 === 0) await vi.runAllTimersAsync();
    }
    await vi.runAllTimersAsync();
    const before = slow.seen.chunks.length;
    const seen = slow.text().length;
    live.acknowledge(slow, MOST_UNREAD_CHARS * 2);
    const next = slow.seen.chunks[before];
    expect(next?.seq).toBeGreaterThan(seen);
    expect(next?.data).toMatch(/^0+\d+\r\n/);
    const { seq, data, screen } = await live.attach(slow, seen);
    expect(screen?.data).toContain(line((2 * DRAW_CHARS) / 64 - 10_000).trimEnd());
    expect(seq + data.length).toBe(2 * DRAW_CHARS);
  });

  it("pauses when all are behind, and one that catches up resumes", () => {
    const { live, print, facts } = opened();
    const one = page();
    const two = page();
    live.attach(one, 0);
    live.attach(two, 0);
    fill(print, MOST_UNREAD_CHARS + 1024);
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    live.acknowledge(two, MOST_UNREAD_CHARS);
    expect(facts.paused).toBe(false);
  });

  it("does not stay paused for ever when the one it waited for leaves", () => {
    const { live, print, facts } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    fill(print, MOST_UNREAD_CHARS);
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    live.detach(viewer);
    expect(facts.paused).toBe(false);
  });

  it("does not stay paused when the one behind leaves and another looks on", () => {
    const { live, print, facts } = opened();
    const one = page();
    const two = page();
    live.attach(one, 0);
    fill(print, MOST_UNREAD_CHARS);
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    live.attach(two, MOST_UNREAD_CHARS);
    expect(facts.paused).toBe(false);
    live.detach(one);
    expect(facts.paused).toBe(false);
  });

  it("counts a replay as unread", async () => {
    const { live, print, facts } = opened();
    fill(print, KEPT_CHARS + 1);
    vi.runAllTimers();
    const viewer = page();
    const { data } = await live.attach(viewer, 1);
    expect(data.length).toBe(KEPT_CHARS);
    expect(facts.paused).toBe(true);
    live.acknowledge(viewer, data.length);
    expect(facts.paused).toBe(false);
  });

  it("lets a program print 8 Mi unseen and then wait, until somebody looks", async () => {
    const { live, print, facts } = opened();
    for (let printed = 0; printed < 8 * 1024 * 1024; printed += 64 * 1024) {
      fill(print, 64 * 1024);
      await vi.runAllTimersAsync();
    }
    expect(facts.paused).toBe(false);
    print("more");
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    const viewer = page();
    const { data, screen } = await live.attach(viewer, 0);
    live.acknowledge(viewer, data.length + (screen?.data.length ?? 0));
    expect(facts.paused).toBe(false);
    live.detach(viewer);
    expect(facts.paused).toBe(false);
  });

  it("lets a held-back shell end", () => {
    const { live, print, facts } = opened();
    live.attach(page(), 0);
    fill(print, MOST_UNREAD_CHARS);
    vi.runAllTimers();
    live.close();
    expect(facts).toMatchObject({ paused: false, killed: true });
  });
});

describe("a program that never stops printing", () => {
  it("stays bounded while nobody reads, and obeys Ctrl-C", async () => {
    const fake = startFakeShell(ID, SIZE).attach(0);
    let printed = 0;
    fake.onData((data) => {
      printed += data.length;
    });
    const live = new LiveTerminal(
      { id: ID, terminal: fake, size: SIZE, recording: unrecorded(), drawer: drawerInPlace() },
      { commandEnded: () => {}, exited: () => {} },
    );
    const viewer = page();
    live.attach(viewer, 0);
    live.write("yes\r");
    let last = -1;
    while (printed !== last || printed < MOST_UNREAD_CHARS) {
      last = printed;
      for (let turns = 0; turns < 20; turns++) await turn();
    }
    expect(printed).toBeLessThanOrEqual(MOST_UNREAD_CHARS + 128 * 1024);

    live.write("\x03");
    const endsWithPrompt = () => viewer.text().endsWith("^C\r\nlearner@lab:~$ ");
    for (let acknowledged = 0; !endsWithPrompt(); await turn()) {
      const received = viewer.text().length;
      if (received > acknowledged) live.acknowledge(viewer, received - acknowledged);
      acknowledged = received;
    }
    let next = 0;
    for (const { seq, data } of viewer.seen.chunks) {
      expect(seq).toBe(next);
      next = seq + data.length;
    }
    live.dispose();
  });
});

describe("while a screen is drawn for somebody who comes", () => {
  /** A terminal of which so much was printed that it is shown as a drawing, which the test finishes. */
  function printedMuch() {
    const asked: { draw(): void; fail(): void }[] = [];
    const drawer: ScreenDrawer = {
      draw: (base, pieces) =>
        new Promise((resolve, reject) => {
          asked.push({
            draw: () => resolve(drawScreen(base, pieces)),
            fail: () => reject(new Error("no drawing today")),
          });
        }),
      close: async () => {},
    };
    const terminal = opened({ drawer });
    terminal.print("first\r\n".repeat(20_000));
    return { ...terminal, asked };
  }
  const END = "first\r\n".length * 20_000;

  it("output waits for it, and is neither lost nor sent twice", async () => {
    const { live, print, asked } = printedMuch();
    const viewer = page();
    const coming = live.attach(viewer, 0);
    print("meanwhile\r\n");
    expect(viewer.text()).toBe("");
    asked[0]?.draw();
    const { seq, data, screen } = await coming;
    expect(seq).toBe(END);
    expect(data).toBe("meanwhile\r\n");
    expect(screen?.data).not.toContain("meanwhile");
    print("afterwards\r\n");
    expect(viewer.seen.chunks).toEqual([{ seq: END + data.length, data: "afterwards\r\n" }]);
  });

  it("one who leaves again gets nothing more", async () => {
    const { live, print, asked, facts } = printedMuch();
    const viewer = page();
    const coming = live.attach(viewer, 0);
    live.detach(viewer);
    asked[0]?.draw();
    await coming;
    print("afterwards\r\n");
    expect(viewer.text()).toBe("");
    expect(facts.paused).toBe(false);
  });

  it("two who come at once both get it, and one who asks twice gets output once", async () => {
    const { live, print, asked } = printedMuch();
    const [one, other] = [page(), page()];
    const coming = [live.attach(one, 0), live.attach(other, 0), live.attach(one, 0)];
    for (const drawing of asked) drawing.draw();
    const replays = await Promise.all(coming);
    expect(replays.map(({ screen }) => screen?.data.includes("first"))).toEqual([true, true, true]);
    print("afterwards\r\n");
    expect(one.text()).toBe("afterwards\r\n");
    expect(other.text()).toBe("afterwards\r\n");
  });

  it("what has missed little comes back at once, as it was printed", async () => {
    const { live, asked } = printedMuch();
    expect(await live.attach(page(), END - 7)).toEqual({ seq: END - 7, data: "first\r\n" });
    expect(asked).toEqual([]);
  });

  it("the latest output comes instead where it fails", async () => {
    const { live, print, asked } = printedMuch();
    const viewer = page();
    const coming = live.attach(viewer, 0);
    print("meanwhile\r\n");
    asked[0]?.fail();
    const { seq, data, screen } = await coming;
    expect(screen).toBeUndefined();
    expect(data.endsWith("first\r\nmeanwhile\r\n")).toBe(true);
    expect(seq + data.length).toBe(live.end);
  });

  it("an exit is told after it", async () => {
    const { live, exit, asked } = printedMuch();
    const viewer = page();
    const coming = live.attach(viewer, 0);
    exit(7);
    asked[0]?.draw();
    await coming;
    expect(viewer.seen.exitCode).toBeUndefined();
    await turn();
    expect(viewer.seen.exitCode).toBe(7);
  });
});

describe("after a restart of the server", () => {
  const past = (seq: number, data: string) => ({
    base: { seq, screen: emptyScreen(SIZE) },
    output: { seq, data },
    resizes: [],
  });

  it("goes on with the numbers that output had before", async () => {
    const { live, print } = opened({ past: past(100, "before\n") });
    const viewer = page();
    expect(await live.attach(viewer, 100)).toEqual({ seq: 100, data: "before\n" });
    print("after\n");
    expect(viewer.seen.chunks).toEqual([{ seq: 107, data: "after\n" }]);
  });

  it("repeats nothing to a page that has seen more than was written down", async () => {
    const { live, print } = opened({ past: past(0, "written") });
    const viewer = page();
    expect(await live.attach(viewer, 12)).toEqual({ seq: 12, data: "" });
    print(" again");
    expect(viewer.text()).toBe("n");
    print(", new");
    expect(viewer.text()).toBe("n, new");
  });

  it("draws the screen for a page that claims to have seen what cannot be", async () => {
    const { live } = opened({ past: past(0, "all there is") });
    const { seq, screen } = await live.attach(page(), 10_000_000);
    expect(seq).toBe(12);
    expect(screen?.data).toContain("all there is");
  });
});
