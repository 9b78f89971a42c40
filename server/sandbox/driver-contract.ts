import http from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { Sandbox, SandboxDriver, SandboxId, Terminal } from "./driver.ts";

const SIZE = { cols: 80, rows: 24 };

/** Collects what a terminal prints and waits for words in it. */
function readScreen(terminal: Terminal, deadlineMs = 15_000) {
  let text = "";
  const waiters = new Set<() => void>();
  terminal.onData((data) => {
    text += data;
    for (const wake of waiters) wake();
  });
  return {
    text: () => text,
    until: (wanted: string | RegExp) =>
      new Promise<string>((resolve, reject) => {
        const found = () => (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text));
        const timer = setTimeout(() => {
          waiters.delete(look);
          reject(new Error(`waited for ${wanted}, saw: ${JSON.stringify(text.slice(-500))}`));
        }, deadlineMs);
        const look = () => {
          if (!found()) return;
          clearTimeout(timer);
          waiters.delete(look);
          resolve(text);
        };
        waiters.add(look);
        look();
      }),
  };
}

const exitOf = (terminal: Terminal) =>
  new Promise<{ exitCode: number }>((resolve) => terminal.onExit(resolve));

async function ping(sandbox: Sandbox): Promise<string> {
  const stream = await sandbox.connectEngine();
  return new Promise((resolve, reject) => {
    http
      .get({ path: "/_ping", createConnection: () => stream as never }, (response) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => {
          stream.destroy();
          resolve(body);
        });
      })
      .on("error", reject);
  });
}

/**
 * What every SandboxDriver must do, the fake one included. `makeDriver` gives a driver of its own to the suite;
 * everything that the suite creates it destroys.
 */
export function describeDriverContract(name: string, makeDriver: () => Promise<SandboxDriver>): void {
  describe(`sandbox driver: ${name}`, () => {
    const made = new Set<Sandbox>();
    let shared: Promise<SandboxDriver> | undefined;
    const driver = () => {
      shared ??= makeDriver();
      return shared;
    };
    async function create(spec: Parameters<SandboxDriver["create"]>[0] = { owner: "contract" }) {
      const sandbox = await (await driver()).create(spec);
      made.add(sandbox);
      return sandbox;
    }
    afterEach(async () => {
      await Promise.all([...made].map((sandbox) => sandbox.destroy()));
      made.clear();
    });

    it("creates a machine that is usable when the promise resolves", async () => {
      const phases: string[] = [];
      const sandbox = await (await driver()).create({ owner: "contract" }, (phase) => phases.push(phase));
      made.add(sandbox);
      expect(phases).toEqual(["machine", "engine"]);
      expect(await sandbox.status()).toBe("running");
      expect(await ping(sandbox)).toBe("OK");
      expect(sandbox.limits.memoryMb).toBeGreaterThan(0);
    });

    it("creates a machine that nobody waits for", async () => {
      const sandbox = await create({ owner: "contract", unhurried: true });
      expect(await ping(sandbox)).toBe("OK");
    });

    it("has no images to prepare where none are wished for", async () => {
      expect(await (await driver()).prepare([])).toBe(true);
    });

    it("runs a command and tells its output, errors and exit code apart", async () => {
      const sandbox = await create();
      expect(await sandbox.exec(["echo", "two words", "$HOME"])).toMatchObject({
        exitCode: 0,
        stdout: "two words $HOME\n",
        truncated: false,
      });
      expect((await sandbox.exec(["false"])).exitCode).toBe(1);
      expect((await sandbox.exec(["no-such-command"])).exitCode).toBe(127);
      expect((await sandbox.exec(["whoami"])).stdout).toBe("learner\n");
      expect((await sandbox.exec(["whoami"], { user: "root" })).stdout).toBe("root\n");
      expect((await sandbox.exec(["cat"], { stdin: "line\n" })).stdout).toBe("line\n");
    });

    it("puts the lesson's files into the home folder", async () => {
      const sandbox = await create({ owner: "contract", files: { "notes/hello.txt": "good morning\n" } });
      expect((await sandbox.exec(["cat", "notes/hello.txt"])).stdout).toBe("good morning\n");
    });

    it("puts files into the home folder of a machine that is there", async () => {
      const sandbox = await create();
      await sandbox.placeFiles({ "a/b/grüße.txt": "schöne Grüße\n", "empty.txt": "", "$(id).txt": "$1\n" });
      expect((await sandbox.exec(["cat", "a/b/grüße.txt"])).stdout).toBe("schöne Grüße\n");
      expect(await sandbox.exec(["cat", "empty.txt"])).toMatchObject({ exitCode: 0, stdout: "" });
      expect((await sandbox.exec(["cat", "$(id).txt"])).stdout).toBe("$1\n");
      await sandbox.placeFiles({});
    });

    it("bounds a command's output and time", async () => {
      const sandbox = await create();
      const flood = await sandbox.exec(["yes"], { timeoutMs: 1_000 }).catch((error) => error);
      if ("stdout" in flood) expect(flood.stdout.length).toBeLessThanOrEqual(256 * 1024);
      else expect(flood.code).toBe("timed-out");
      await expect(sandbox.exec(["sleep", "60"], { timeoutMs: 300 })).rejects.toMatchObject({
        code: "timed-out",
      });
    });

    it("opens a shell that echoes, has the size asked for, and resizes", async () => {
      const sandbox = await create();
      const terminal = await sandbox.openTerminal({ cols: 91, rows: 27 });
      const screen = readScreen(terminal);
      await screen.until("$ ");
      terminal.write('echo he""llo\r');
      await screen.until("hello");
      terminal.resize({ cols: 120, rows: 40 });
      terminal.write("size\r");
      await screen.until(/120x40|40 120|size: command not found/);
    });

    it("tells the exit code of a shell once, after its last output", async () => {
      const sandbox = await create();
      const terminal = await sandbox.openTerminal(SIZE);
      const screen = readScreen(terminal);
      await screen.until("$ ");
      const exit = exitOf(terminal);
      terminal.write("exit 3\r");
      expect(await exit).toEqual({ exitCode: 3 });
      terminal.write("too late\r");
      terminal.resize(SIZE);
      terminal.kill();
    });

    it("holds output back while paused and loses none of it", async () => {
      const sandbox = await create();
      const terminal = await sandbox.openTerminal(SIZE);
      const screen = readScreen(terminal);
      await screen.until("$ ");
      terminal.pause();
      const before = screen.text();
      terminal.write('echo af""ter\r');
      await sandbox.exec(["true"]);
      expect(screen.text()).toBe(before);
      terminal.resume();
      await screen.until("after");
    });

    it("keeps a shell that is let go of, with all that it prints meanwhile", async () => {
      const sandbox = await create();
      const first = await sandbox.openTerminal(SIZE, "kept");
      const seen: { data: string; end: number }[] = [];
      first.onData((data, end) => {
        seen.push({ data, end });
        first.acknowledge(end);
      });
      const screen = readScreen(first);
      await screen.until("$ ");
      first.write('echo be""fore\r');
      await screen.until("before");
      await screen.until(/before\r\n[\s\S]*\$ /);
      first.write('echo mean""while\r');
      first.detach();

      const again = await (await driver()).resume(sandbox.id);
      const from = seen.at(-1)?.end ?? 0;
      const second = await again?.attachTerminal("kept", from);
      if (second === undefined) throw new Error("the shell is gone");
      expect(second.firstByte).toBe(from);
      const rest = readScreen(second);
      await rest.until("meanwhile");
      expect(rest.text()).not.toContain("before");
      second.write('echo go""es on\r');
      await rest.until("goes on");
      const exit = exitOf(second);
      second.write("exit 5\r");
      expect(await exit).toEqual({ exitCode: 5 });
      expect(await again?.attachTerminal("kept", 0)).toBeUndefined();
      expect(await again?.attachTerminal("never-was", 0)).toBeUndefined();
    });

    it("does not find a shell again that has ended, however soon one asks", async () => {
      const sandbox = await create();
      for (let count = 0; count < 10; count += 1) {
        const terminal = await sandbox.openTerminal(SIZE, `short-${count}`);
        terminal.onData(() => {});
        const exit = exitOf(terminal);
        terminal.write("exit\r");
        await exit;
        expect(await sandbox.attachTerminal(`short-${count}`, 0)).toBeUndefined();
      }
    });

    it("gives a shell to whoever comes last, and numbers its output by bytes", async () => {
      const sandbox = await create();
      const first = await sandbox.openTerminal(SIZE, "one");
      const mine = readScreen(first);
      await mine.until("$ ");
      const second = await sandbox.attachTerminal("one", 0);
      if (second === undefined) throw new Error("the shell is gone");
      const yours = readScreen(second);
      let end = 0;
      second.onData((_data, upTo) => {
        end = upTo;
      });
      await yours.until("$ ");
      second.write('echo gr""üße\r');
      await yours.until("grüße");
      await yours.until(/grüße\r\n[\s\S]*\$ /);
      expect(mine.text()).not.toContain("grüße");
      expect(end).toBe(Buffer.byteLength(yours.text()));
    });

    it("freezes and thaws, twice without harm", async () => {
      const sandbox = await create();
      await sandbox.freeze();
      await sandbox.freeze();
      expect(await sandbox.status()).toBe("frozen");
      await sandbox.thaw();
      await sandbox.thaw();
      expect(await sandbox.status()).toBe("running");
      expect((await sandbox.exec(["true"])).exitCode).toBe(0);
    });

    it("tells what a machine uses, if it can, also while it is frozen", async () => {
      const sandbox = await create();
      if (sandbox.usage === undefined) return;
      const before = await sandbox.usage();
      expect(before.memoryBytes).toBeGreaterThan(1_000_000);
      expect(before.memoryBytes).toBeLessThanOrEqual(sandbox.limits.memoryMb * 1_000_000);
      expect(before.processes).toBeGreaterThan(0);
      expect(before.processes).toBeLessThanOrEqual(sandbox.limits.processes);
      await sandbox.openTerminal(SIZE);
      const after = await sandbox.usage();
      expect(after.processes).toBeGreaterThan(before.processes);
      expect(after.cpuSeconds).toBeGreaterThanOrEqual(before.cpuSeconds);
      await sandbox.freeze();
      expect((await sandbox.usage()).processes).toBeGreaterThan(0);
      await sandbox.thaw();
      await sandbox.destroy();
      await expect(sandbox.usage()).rejects.toMatchObject({ code: "sandbox-gone" });
    });

    it("refuses a port where nothing listens", async () => {
      const sandbox = await create();
      await expect(sandbox.connectPort(65_001)).rejects.toMatchObject({ code: "not-found" });
    });

    it("lists what it made and finds it again by id", async () => {
      const sandbox = await create({ owner: "session-7" });
      const mine = (await (await driver()).list()).find((summary) => summary.id === sandbox.id);
      expect(mine).toMatchObject({ owner: "session-7" });
      const again = await (await driver()).resume(sandbox.id);
      expect(again?.owner).toBe("session-7");
      expect((await again?.exec(["echo", "back"]))?.stdout).toBe("back\n");
      expect(await (await driver()).resume("no-such-sandbox" as SandboxId)).toBeUndefined();
    });

    it("destroys twice without harm, ends open shells, and answers sandbox-gone afterwards", async () => {
      const sandbox = await create();
      const terminal = await sandbox.openTerminal(SIZE);
      const exit = exitOf(terminal);
      await Promise.all([sandbox.destroy(), sandbox.destroy()]);
      await sandbox.destroy();
      await exit;
      expect(await sandbox.status()).toBe("gone");
      await expect(sandbox.exec(["true"])).rejects.toMatchObject({ code: "sandbox-gone" });
      await expect(sandbox.openTerminal(SIZE)).rejects.toMatchObject({ code: "sandbox-gone" });
      await expect(sandbox.connectEngine()).rejects.toMatchObject({ code: "sandbox-gone" });
      expect((await (await driver()).list()).map((summary) => summary.id)).not.toContain(sandbox.id);
      await (await driver()).remove(sandbox.id);
    });

    it("keeps two machines apart", async () => {
      const [one, two] = await Promise.all([create({ owner: "one" }), create({ owner: "two" })]);
      await one.destroy();
      expect((await two.exec(["echo", "still here"])).stdout).toBe("still here\n");
      expect(await ping(two)).toBe("OK");
    });
  });
}
