import { describe, expect, it } from "vitest";
import { excerpt, highlighted } from "./excerpt.ts";

const shown = (stretches: ReturnType<typeof excerpt>) =>
  stretches.map(({ text, hit }) => (hit ? `[${text}]` : text)).join("");

describe("highlighted", () => {
  it("marks words from their beginning, in any case", () => {
    expect(shown(highlighted("Docker Engine, docker run", ["dock"]))).toBe("[Dock]er Engine, [dock]er run");
    expect(shown(highlighted("undocked", ["dock"]))).toBe("undocked");
  });

  it("takes signs for themselves", () => {
    expect(shown(highlighted("a.b aXb", ["a.b"]))).toBe("[a.b] aXb");
    expect(shown(highlighted("nothing", []))).toBe("nothing");
  });
});

describe("excerpt", () => {
  const filler = "word ".repeat(60);

  it("shows the place that holds the most of what was looked for", () => {
    const text = `A volume here. ${filler}A named volume outlives its container. ${filler}`;
    const words = shown(excerpt(text, ["volume", "outlives"]));
    expect(words).toContain("[volume] [outlives] its container");
    expect(words.startsWith("… ")).toBe(true);
    expect(words.endsWith(" …")).toBe(true);
  });

  it("prefers the place where the words stand as they were typed", () => {
    const text = `exec and docker. ${filler}Then docker exec it.`;
    expect(shown(excerpt(text, ["docker", "exec"]))).toContain("[exec] and [docker].");
    expect(shown(excerpt(text, ["docker", "exec"], "Docker exec"))).toContain("Then [docker] [exec] it.");
  });

  it("begins at the beginning when nothing is found in it", () => {
    expect(shown(excerpt("A short text.", ["absent"]))).toBe("A short text.");
  });

  it("cuts no word in two", () => {
    const words = shown(excerpt(filler, ["absent"])).replace(" …", "");
    expect(words.split(" ").every((word) => word === "word")).toBe(true);
  });
});
