import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TerminalId } from "../protocol/ids.ts";
import type { Terminal } from "../sandbox/driver.ts";
import { startFakeShell } from "../sandbox/fake/fake-shell.ts";
import { HIGH_MARK_CHARS, LOW_MARK_CHARS } from "./flow-control.ts";
import { LiveTerminal, type LiveTerminalParts } from "./live-terminal.ts";
import { memoryRecordings } from "./memory-recordings.ts";
import { KEPT_CHARS } from "./output-log.ts";

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
  const seen = { chunks: [] as { seq: number; data: string }[], exitCode: undefined as number | undefined };
  return {
    send: (chunk: { seq: number; data: string }) => void seen.chunks.push(chunk),
    exited: (exitCode: number) => {
      seen.exitCode = exitCode;
    },
    seen,
    text: () => seen.chunks.map(({ data }) => data).join(""),
  };
}

/** Writes nothing down. */
const unrecorded = () => memoryRecordings().begin("s1", { id: ID, size: SIZE }, () => {});

function opened(more: Partial<LiveTerminalParts> = {}) {
  const script = scriptedTerminal();
  const news = { commandsEnded: 0, exits: 0 };
  const live = new LiveTerminal(
    { id: ID, terminal: script.terminal, size: SIZE, recording: unrecorded(), ...more },
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

  it("continues exactly where the replay ended", () => {
    const { live, print } = opened();
    print("before ");
    print("and ");
    const viewer = page();
    const replay = live.attach(viewer, 3);
    print("after");
    vi.runAllTimers();
    expect(replay).toEqual({ seq: 3, data: "ore and " });
    expect(viewer.seen.chunks[0]?.seq).toBe(replay.seq + replay.data.length);
    expect(viewer.text()).toBe("after");
  });

  it("sends nothing twice to a viewer that attaches again", () => {
    const { live, print } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    print("one");
    expect(live.attach(viewer, 3)).toEqual({ seq: 3, data: "" });
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
    live.attach({ send: ({ data }) => order.push(data), exited: (code) => order.push(`exit ${code}`) }, 0);
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
    print("x".repeat(HIGH_MARK_CHARS));
    print("the end");
    exit(0);
    expect(viewer.text().endsWith("the end")).toBe(true);
    expect(viewer.seen.exitCode).toBe(0);
  });

  it("resizes only to another size", () => {
    const { live, facts } = opened();
    live.resize(SIZE);
    live.resize({ cols: 100, rows: 30 });
    live.resize({ cols: 100, rows: 30 });
    expect(facts.sizes).toEqual(["100x30"]);
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
    fill(print, HIGH_MARK_CHARS + 64 * 1024);
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    const sent = viewer.text().length;
    expect(sent).toBeLessThanOrEqual(HIGH_MARK_CHARS + 64 * 1024);
    live.acknowledge(viewer, sent - LOW_MARK_CHARS);
    expect(facts.paused).toBe(false);
    vi.runAllTimers();
    live.acknowledge(viewer, HIGH_MARK_CHARS);
    expect(viewer.text().length).toBe(HIGH_MARK_CHARS + 64 * 1024);
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
    expect(slow.text().length).toBeLessThanOrEqual(HIGH_MARK_CHARS + 64 * 1024);
  });

  it("takes a slow viewer on from what is still kept", () => {
    const { live, print } = opened();
    const fast = page();
    const slow = page();
    live.attach(fast, 0);
    live.attach(slow, 0);
    for (let line = 0; line < 40_000; line++) {
      print(`${String(line).padStart(62, "0")}\r\n`);
      live.acknowledge(fast, 64);
    }
    vi.runAllTimers();
    const before = slow.seen.chunks.length;
    live.acknowledge(slow, HIGH_MARK_CHARS * 2);
    vi.runAllTimers();
    const next = slow.seen.chunks[before];
    expect(next?.data).toMatch(/^0+\d+\r\n/);
    for (const [index, chunk] of slow.seen.chunks.entries()) {
      const previous = slow.seen.chunks[index - 1];
      if (previous !== undefined && index !== before) {
        expect(chunk.seq).toBe(previous.seq + previous.data.length);
      }
    }
  });

  it("pauses when all are behind, and one that catches up resumes", () => {
    const { live, print, facts } = opened();
    const one = page();
    const two = page();
    live.attach(one, 0);
    live.attach(two, 0);
    fill(print, HIGH_MARK_CHARS + 1024);
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    live.acknowledge(two, HIGH_MARK_CHARS);
    expect(facts.paused).toBe(false);
  });

  it("does not stay paused for ever when the one it waited for leaves", () => {
    const { live, print, facts } = opened();
    const viewer = page();
    live.attach(viewer, 0);
    fill(print, HIGH_MARK_CHARS);
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
    fill(print, HIGH_MARK_CHARS);
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    live.attach(two, HIGH_MARK_CHARS);
    expect(facts.paused).toBe(false);
    live.detach(one);
    expect(facts.paused).toBe(false);
  });

  it("counts a replay as unread", () => {
    const { live, print, facts } = opened();
    fill(print, KEPT_CHARS);
    vi.runAllTimers();
    const viewer = page();
    const { data } = live.attach(viewer, 0);
    expect(data.length).toBe(HIGH_MARK_CHARS);
    expect(facts.paused).toBe(true);
    live.acknowledge(viewer, data.length);
    expect(facts.paused).toBe(false);
  });

  it("lets a program print 8 Mi unseen and then wait, until somebody looks", () => {
    const { live, print, facts } = opened();
    fill(print, 8 * 1024 * 1024);
    vi.runAllTimers();
    expect(facts.paused).toBe(false);
    print("more");
    vi.runAllTimers();
    expect(facts.paused).toBe(true);
    const viewer = page();
    const { data } = live.attach(viewer, 0);
    live.acknowledge(viewer, data.length);
    expect(facts.paused).toBe(false);
    live.detach(viewer);
    expect(facts.paused).toBe(false);
  });

  it("lets a held-back shell end", () => {
    const { live, print, facts } = opened();
    live.attach(page(), 0);
    fill(print, HIGH_MARK_CHARS);
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
      { id: ID, terminal: fake, size: SIZE, recording: unrecorded() },
      { commandEnded: () => {}, exited: () => {} },
    );
    const viewer = page();
    live.attach(viewer, 0);
    live.write("yes\r");
    let last = -1;
    while (printed !== last || printed < HIGH_MARK_CHARS) {
      last = printed;
      for (let turns = 0; turns < 20; turns++) await turn();
    }
    expect(printed).toBeLessThanOrEqual(HIGH_MARK_CHARS + 128 * 1024);

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

describe("after a restart of the server", () => {
  it("goes on with the numbers that output had before", () => {
    const { live, print } = opened({ before: { seq: 100, data: "before\n" } });
    const viewer = page();
    expect(live.attach(viewer, 100)).toEqual({ seq: 100, data: "before\n" });
    print("after\n");
    expect(viewer.seen.chunks).toEqual([{ seq: 107, data: "after\n" }]);
  });

  it("repeats nothing to a page that has seen more than was written down", () => {
    const { live, print } = opened({ before: { seq: 0, data: "written" } });
    const viewer = page();
    expect(live.attach(viewer, 12)).toEqual({ seq: 12, data: "" });
    print(" again");
    expect(viewer.text()).toBe("n");
    print(", new");
    expect(viewer.text()).toBe("n, new");
  });

  it("begins anew for a page that claims to have seen what cannot be", () => {
    const { live } = opened({ before: { seq: 0, data: "all there is" } });
    expect(live.attach(page(), 10_000_000).seq).toBeLessThanOrEqual(12);
  });
});
