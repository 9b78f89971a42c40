import { expect, it } from "vitest";
import type { Terminal } from "../sandbox/driver.ts";
import { Typist } from "./typist.ts";

const MARK = "\u001b]133;D;0\u0007";
const PROMPT = `${MARK}\u001b[1mlearner@lab:~$ \u001b[0m`;

/** A shell that answers each line by a script: what to print, after how many milliseconds. */
function scripted(answers: Record<string, readonly (readonly [number, string])[]>) {
  const typed: { line: string; at: number }[] = [];
  let end = 0;
  let safe = 0;
  let listener: (data: string) => void = () => undefined;
  const terminal = {
    acknowledge(upTo: number) {
      safe = upTo;
    },
    onData(listen: (data: string, end: number) => void) {
      listener = (data) => {
        end += Buffer.byteLength(data);
        listen(data, end);
      };
      setTimeout(() => listener(PROMPT), 10);
      return { dispose: () => undefined };
    },
    write(data: string) {
      const line = data.trimEnd();
      typed.push({ line, at: Date.now() });
      listener(`${line}\r\n`);
      for (const [after, text] of answers[line] ?? []) setTimeout(() => listener(text), after);
    },
  };
  const typist = new Typist(terminal as unknown as Terminal);
  return { typist, typed, unread: () => end - safe };
}

it("waits for a command's end, however long it is silent", async () => {
  const { typist, typed } = scripted({ slow: [[400, `done\r\n${PROMPT}`]], next: [[5, PROMPT]] });
  await typist.firstPrompt(1000);
  await typist.type("slow\nnext\n", 5000);
  expect(typed.map(({ line }) => line)).toEqual(["slow", "next"]);
  expect((typed[1]?.at ?? 0) - (typed[0]?.at ?? 0)).toBeGreaterThanOrEqual(390);
  expect(typist.screen).toBe("learner@lab:~$ slow\ndone\nlearner@lab:~$ next\nlearner@lab:~$ ");
});

it("knows the prompt of a shell that has no marks, once it is quiet", async () => {
  const { typist, typed } = scripted({
    "docker exec -it nap sh": [[30, "/ # "]],
    "ps aux": [
      [5, "PID # \r\n"],
      [250, "    1 root\r\n/ # \u001b[6n"],
    ],
    exit: [[5, PROMPT]],
  });
  await typist.firstPrompt(1000);
  await typist.type("docker exec -it nap sh\nps aux\nexit", 5000);
  expect(typed).toHaveLength(3);
  expect((typed[2]?.at ?? 0) - (typed[1]?.at ?? 0)).toBeGreaterThanOrEqual(240);
});

it("says what was on the screen when no prompt came", async () => {
  const terminal = {
    acknowledge: () => undefined,
    onData: (listen: (data: string, end: number) => void) => listen("bash: not found", 15),
  };
  const typist = new Typist(terminal as unknown as Terminal);
  await expect(typist.firstPrompt(50)).rejects.toThrow(/no prompt[\s\S]*bash: not found/);
});

it("acknowledges what it has read, so that no program waits for it", async () => {
  const { typist, unread } = scripted({
    much: [
      [5, "é".repeat(1000)],
      [10, PROMPT],
    ],
  });
  await typist.firstPrompt(1000);
  await typist.type("much", 5000);
  expect(unread()).toBe(0);
});
