import { describe, expect, it } from "vitest";
import { type Room, SharedSize } from "./shared-size.ts";

const seen = (cols: number, rows: number): Room => ({ size: { cols, rows }, visible: true });
const hidden = (cols: number, rows: number): Room => ({ size: { cols, rows }, visible: false });

function shared(rooms: Readonly<Record<string, Room>>) {
  const sizes = new SharedSize<string>();
  for (const [view, room] of Object.entries(rooms)) sizes.place(view, room);
  return sizes;
}

describe("the wanted size", () => {
  it("is nobody's while nobody looks", () => {
    const sizes = shared({ one: seen(80, 24) });
    sizes.leave("one");
    expect(sizes.wanted).toBeUndefined();
  });

  it("has the fewest columns and the fewest rows, of whichever view", () => {
    expect(shared({ wide: seen(200, 20), tall: seen(90, 60) }).wanted).toEqual({ cols: 90, rows: 20 });
  });

  it("grows again when the smaller view goes, is hidden or gets larger", () => {
    const large = { cols: 120, rows: 40 };
    const sizes = shared({ large: seen(120, 40), small: seen(80, 24) });
    sizes.place("small", hidden(80, 24));
    expect(sizes.wanted).toEqual(large);
    sizes.place("small", seen(80, 24));
    expect(sizes.wanted).toEqual({ cols: 80, rows: 24 });
    sizes.place("small", seen(140, 50));
    expect(sizes.wanted).toEqual(large);
    sizes.place("small", seen(80, 24));
    sizes.leave("small");
    expect(sizes.wanted).toEqual(large);
  });

  it("stays that of the view seen last when none can be seen, and follows it", () => {
    const sizes = shared({ large: seen(120, 40), small: hidden(80, 24) });
    sizes.place("large", hidden(120, 40));
    expect(sizes.wanted).toEqual({ cols: 120, rows: 40 });
    sizes.place("large", hidden(110, 40));
    expect(sizes.wanted).toEqual({ cols: 110, rows: 40 });
    sizes.leave("large");
    expect(sizes.wanted).toEqual({ cols: 80, rows: 24 });
  });
});

describe("a view that leads", () => {
  const led = () => {
    const sizes = shared({ large: seen(120, 40), small: seen(80, 24) });
    sizes.lead("large");
    return sizes;
  };

  it("has its way, also as it changes", () => {
    const sizes = led();
    expect(sizes.wanted).toEqual({ cols: 120, rows: 40 });
    sizes.place("large", seen(130, 50));
    expect(sizes.wanted).toEqual({ cols: 130, rows: 50 });
  });

  it("does so while it is typed in itself, and until another one is", () => {
    const sizes = led();
    sizes.use("large");
    expect(sizes.wanted).toEqual({ cols: 120, rows: 40 });
    sizes.use("small");
    expect(sizes.wanted).toEqual({ cols: 80, rows: 24 });
  });

  it.each([
    ["goes", (sizes: SharedSize<string>) => sizes.leave("large")],
    ["is hidden", (sizes: SharedSize<string>) => sizes.place("large", hidden(120, 40))],
  ])("no longer does when it %s", (_how, change) => {
    const sizes = led();
    change(sizes);
    expect(sizes.wanted).toEqual({ cols: 80, rows: 24 });
  });

  it("must be seen, and be there", () => {
    const sizes = shared({ large: hidden(120, 40), small: seen(80, 24) });
    sizes.lead("large");
    sizes.lead("nobody");
    expect(sizes.wanted).toEqual({ cols: 80, rows: 24 });
  });

  it("gives way to one that leads after it", () => {
    const sizes = led();
    sizes.lead("small");
    expect(sizes.wanted).toEqual({ cols: 80, rows: 24 });
  });
});

describe("a view's share", () => {
  it("says whose size the terminal has", () => {
    const sizes = shared({ large: seen(120, 40), small: seen(80, 24) });
    const size = { cols: 80, rows: 24 };
    expect(sizes.shareOf("large", size)).toMatchObject({ size, sizedBy: "another" });
    expect(sizes.shareOf("small", size)).toMatchObject({ size, sizedBy: "this" });
  });

  it("does not speak of others while its own new size is on its way", () => {
    const sizes = shared({ only: seen(120, 40) });
    expect(sizes.shareOf("only", { cols: 80, rows: 24 }).sizedBy).toBe("this");
  });

  it("lets one view alone answer programs: that leads, else that typed in last, else the first seen", () => {
    const sizes = shared({ behind: hidden(80, 24), first: seen(80, 24), second: seen(80, 24) });
    const answering = () =>
      ["behind", "first", "second"].filter((view) => sizes.shareOf(view, { cols: 80, rows: 24 }).answers);
    expect(answering()).toEqual(["first"]);
    expect(sizes.use("second")).toBe(true);
    expect(sizes.use("second")).toBe(false);
    expect(answering()).toEqual(["second"]);
    sizes.lead("first");
    expect(answering()).toEqual(["first"]);
    sizes.place("first", hidden(80, 24));
    expect(answering()).toEqual(["second"]);
    sizes.place("first", seen(80, 24));
    sizes.leave("second");
    expect(answering()).toEqual(["first"]);
  });
});
