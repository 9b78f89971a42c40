import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { InputQueue } from "./input-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A shell that takes numbered pieces as the server does, and lines to it that can be cut. */
function shell() {
  let taken = 0;
  let text = "";
  return {
    get text() {
      return text;
    },
    get taken() {
      return taken;
    },
    forget() {
      taken = 0;
    },
    take(number: number, piece: string) {
      if (number !== taken + 1) return;
      taken = number;
      text += piece;
    },
  };
}
type Shell = ReturnType<typeof shell>;

/** `arrives`: what is sent reaches the shell; `confirms`: word of it comes back. */
function line(to: Shell, queue: InputQueue, how: { arrives?: boolean; confirms?: boolean } = {}) {
  const state = { busy: false, arrives: true, confirms: true, silences: 0, ...how };
  const sent: [number, string][] = [];
  return {
    state,
    sent,
    send(number: number, piece: string) {
      sent.push([number, piece]);
      if (state.arrives) to.take(number, piece);
      if (state.arrives && state.confirms) setTimeout(() => queue.confirm(to.taken), 20);
    },
    isBusy: () => state.busy,
    onSilence() {
      state.silences += 1;
    },
  };
}

function newQueue(maxPiece = 4) {
  const leftOut: [string, string][] = [];
  const queue = new InputQueue({ maxPiece, onLeftOut: (text, why) => leftOut.push([text, why]) });
  return { queue, leftOut, to: shell() };
}

const soon = () => vi.advanceTimersByTime(500);

describe("with a line", () => {
  it("a key is sent at once, the next without waiting for word of the first", () => {
    const { queue, to } = newQueue();
    const first = line(to, queue, { confirms: false });
    queue.connect(first, 0);
    queue.push("a");
    expect(first.sent).toEqual([[1, "a"]]);
    queue.push("b");
    expect(to.text).toBe("ab");
    expect(queue.state).toEqual({ kept: "", refusing: false, late: false });
  });

  it("a long paste goes piece by piece, and keys typed after it behind it", () => {
    const { queue, to } = newQueue();
    const first = line(to, queue);
    queue.connect(first, 0);
    queue.push("abcdefghij");
    queue.push("!");
    expect(to.text).toBe("abcd");
    soon();
    expect(first.sent.map(([, piece]) => piece)).toEqual(["abcd", "efgh", "ij", "!"]);
  });

  it("what the line has no room for waits", () => {
    const { queue, to } = newQueue();
    const first = line(to, queue, {});
    queue.connect(first, 0);
    first.state.busy = true;
    queue.push("abcdef");
    soon();
    expect(to.text).toBe("");
    first.state.busy = false;
    soon();
    expect(to.text).toBe("abcdef");
  });

  it("so much is on its way and no more until it is confirmed", () => {
    const { queue, to } = newQueue(64 * 1024);
    const first = line(to, queue, { confirms: false });
    queue.connect(first, 0);
    queue.push("x".repeat(1024 * 1024));
    soon();
    expect(to.text.length).toBe(256 * 1024);
    queue.confirm(4);
    soon();
    expect(to.text.length).toBe(512 * 1024);
  });

  it("no word for a while is late, and then the line is dead; word in time is neither", () => {
    const { queue, to } = newQueue();
    const first = line(to, queue, { confirms: false });
    queue.connect(first, 0);
    queue.push("a");
    vi.advanceTimersByTime(3_010);
    expect(queue.state.late).toBe(true);
    queue.confirm(1);
    expect(queue.state.late).toBe(false);
    vi.advanceTimersByTime(60_000);
    expect(first.state.silences).toBe(0);
    queue.push("b");
    vi.advanceTimersByTime(8_010);
    expect(first.state.silences).toBe(1);
  });

  it("a slow line has time for a large piece", () => {
    const { queue, to } = newQueue(64 * 1024);
    const first = line(to, queue, { confirms: false });
    queue.connect(first, 0);
    queue.push("x".repeat(64 * 1024));
    vi.advanceTimersByTime(16_000);
    expect(queue.state.late).toBe(false);
    expect(first.state.silences).toBe(0);
  });

  it("what the server refuses is left out with what follows, and the next key is taken", () => {
    const { queue, to } = newQueue();
    const first = line(to, queue, { arrives: false });
    queue.connect(first, 0);
    queue.push("abcdefgh");
    queue.leaveOut(1);
    soon();
    first.state.arrives = true;
    queue.push("k");
    expect(to.text).toBe("k");
  });

  it("more than can be held is refused", () => {
    const { queue, to } = newQueue(1024);
    const first = line(to, queue);
    queue.connect(first, 0);
    first.state.busy = true;
    expect(queue.push("x".repeat(16 * 1024 * 1024))).toBe(true);
    expect(queue.push("y")).toBe(false);
  });
});

describe("a line that is lost", () => {
  it("what is typed meanwhile is kept, shown, and sent in order", () => {
    const { queue, to } = newQueue();
    queue.connect(line(to, queue), 0);
    queue.push("ab");
    soon();
    queue.disconnect();
    queue.push("c");
    queue.push("d\r");
    expect(queue.state).toEqual({ kept: "cd\r", refusing: false, late: false });
    queue.connect(line(to, queue), to.taken);
    soon();
    expect(to.text).toBe("abcd\r");
    expect(queue.state.kept).toBe("");
  });

  it.each([
    ["had arrived", true],
    ["had not", false],
  ])("what was sent without word of it arrives once, where it %s", (_, arrives) => {
    const { queue, to, leftOut } = newQueue();
    queue.connect(line(to, queue, { arrives, confirms: false }), 0);
    queue.push("a");
    queue.push("b");
    queue.disconnect();
    expect(queue.state.kept).toBe("ab");
    queue.push("c");
    queue.connect(line(to, queue), to.taken);
    soon();
    expect(to.text).toBe("abc");
    expect(leftOut).toEqual([]);
  });

  it("what is cut again and again, anywhere, arrives once and in order", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    const { queue, to, leftOut } = newQueue();
    let wanted = "";
    for (let step = 0; step < 400; step++) {
      const what = random(4);
      if (what === 0) queue.disconnect();
      else if (what === 1) {
        queue.disconnect();
        queue.connect(line(to, queue, { arrives: random(2) === 0, confirms: random(2) === 0 }), to.taken);
      } else {
        const text = "abcdefghij".slice(0, 1 + random(9));
        wanted += text;
        expect(queue.push(text)).toBe(true);
      }
      vi.advanceTimersByTime(random(40));
    }
    queue.disconnect();
    queue.connect(line(to, queue), to.taken);
    vi.advanceTimersByTime(5_000);
    expect(to.text).toBe(wanted);
    expect(leftOut).toEqual([]);
  });

  it("a line that is opened again while it works sends nothing twice", () => {
    const { queue, to } = newQueue();
    const first = line(to, queue, { confirms: false });
    queue.connect(first, 0);
    queue.push("a");
    queue.push("b");
    queue.connect(first, 1);
    soon();
    expect(to.text).toBe("ab");
  });

  it("after half a minute what was kept is left out, as a whole and audibly, and no more is kept", () => {
    const { queue, to, leftOut } = newQueue();
    queue.connect(line(to, queue), 0);
    queue.disconnect();
    vi.advanceTimersByTime(20_000);
    expect(queue.push("rm -r ")).toBe(true);
    vi.advanceTimersByTime(20_000);
    expect(queue.push("x\r")).toBe(true);
    expect(leftOut).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(leftOut).toEqual([["rm -r x\r", "old"]]);
    expect(queue.state).toEqual({ kept: "", refusing: true, late: false });
    expect(queue.push("y")).toBe(false);
    queue.connect(line(to, queue), to.taken);
    soon();
    expect(to.text).toBe("");
    expect(queue.push("z")).toBe(true);
    expect(to.text).toBe("z");
  });

  it("what is typed once a line is there again, but no shell yet, is kept however long the outage was", () => {
    const { queue, to, leftOut } = newQueue();
    queue.connect(line(to, queue), 0);
    queue.disconnect();
    queue.push("old");
    vi.advanceTimersByTime(60_000);
    expect(queue.push("x")).toBe(false);
    queue.expect();
    expect(queue.push("new")).toBe(true);
    expect(queue.state).toEqual({ kept: "new", refusing: false, late: false });
    vi.advanceTimersByTime(20_000);
    queue.connect(line(to, queue), to.taken);
    soon();
    expect(to.text).toBe("new");
    expect(leftOut).toEqual([["old", "old"]]);
  });

  it("is not too old for a tab whose timers slept: age is looked at again when the line is back", () => {
    const { queue, to, leftOut } = newQueue();
    queue.connect(line(to, queue), 0);
    queue.disconnect();
    queue.push("x\r");
    const late = performance.now() + 40_000;
    const clock = vi.spyOn(performance, "now").mockReturnValue(late);
    queue.connect(line(to, queue), 0);
    clock.mockRestore();
    expect(to.text).toBe("");
    expect(leftOut).toEqual([["x\r", "old"]]);
  });

  it("what was sent, then grew old, is not sent again, and the next key has a number that is free", () => {
    for (const arrives of [true, false]) {
      const { queue, to } = newQueue();
      queue.connect(line(to, queue, { arrives, confirms: false }), 0);
      queue.push("a");
      queue.disconnect();
      vi.advanceTimersByTime(31_000);
      queue.connect(line(to, queue), to.taken);
      queue.push("b");
      soon();
      expect(to.text).toBe(arrives ? "ab" : "b");
    }
  });

  it("more than a few lines are not kept", () => {
    const { queue } = newQueue(64);
    expect(queue.push("x".repeat(4_096))).toBe(true);
    expect(queue.push("y")).toBe(false);
  });

  it("a long paste that it interrupts goes on", () => {
    const { queue, to, leftOut } = newQueue(1024);
    const first = line(to, queue);
    queue.connect(first, 0);
    queue.push("abcdefgh".repeat(100_000));
    vi.advanceTimersByTime(3);
    expect(to.text.length).toBeLessThan(800_000);
    queue.disconnect();
    vi.advanceTimersByTime(10_000);
    queue.connect(line(to, queue), to.taken);
    vi.advanceTimersByTime(60_000);
    expect(to.text === "abcdefgh".repeat(100_000)).toBe(true);
    expect(leftOut).toEqual([]);
  });

  it("what the learner discards is not sent", () => {
    const { queue, to, leftOut } = newQueue();
    queue.connect(line(to, queue, { arrives: false }), 0);
    queue.push("a");
    queue.disconnect();
    queue.push("b");
    queue.discard();
    expect(queue.state.kept).toBe("");
    queue.push("c");
    queue.connect(line(to, queue), to.taken);
    soon();
    expect(to.text).toBe("c");
    expect(leftOut).toEqual([]);
  });
});

it("a server that has lost count is not sent again what it may have taken, and the learner is told", () => {
  const { queue, to, leftOut } = newQueue();
  const first = line(to, queue);
  queue.connect(first, 0);
  queue.push("a");
  soon();
  first.state.confirms = false;
  queue.push("b");
  queue.disconnect();
  queue.push("c");
  to.forget();
  queue.connect(line(to, queue), 0);
  soon();
  expect(to.text).toBe("abc");
  expect(leftOut).toEqual([["b", "unsure"]]);
});

it("what was meant for a shell that is gone reaches no other, and the learner is told", () => {
  const { queue, to, leftOut } = newQueue();
  queue.push("rm -r x\r");
  queue.clear();
  queue.connect(line(to, queue), 0);
  soon();
  expect(to.text).toBe("");
  expect(leftOut).toEqual([["rm -r x\r", "other-shell"]]);
});
