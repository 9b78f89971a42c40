import { randomInt } from "node:crypto";
import type { TerminalView } from "../protocol/events.ts";
import type { TerminalId } from "../protocol/ids.ts";
import type { TerminalSize } from "../protocol/payloads.ts";
import type { Sandbox, Terminal } from "../sandbox/driver.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { LiveTerminal, type LiveTerminalParts } from "./live-terminal.ts";
import type { SessionRecordings, TerminalRecording } from "./recordings/terminal-recordings.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import type { Viewer } from "./seat.ts";
import { TerminalRack } from "./terminal-rack.ts";

/** Shells one learner may have open at once in one lesson. */
export const MAX_TERMINALS = 6;

export interface SessionTerminalsParts {
  readonly sessionId: string;
  readonly recordings: SessionRecordings;
  readonly drawer: ScreenDrawer;
}

export interface SessionTerminalsNews {
  /** `closed`: the terminal that somebody has closed. */
  changed(terminals: readonly TerminalView[], closed?: TerminalId): void;
  commandEnded(): void;
  /** Somebody typed, in any of them. */
  typed(): void;
  /** A shell has ended or could not be opened: perhaps its machine has. */
  doubtful(sandbox: Sandbox): void;
}

/** The terminals of one session, in the order of their tabs. Which machine they are on is told with each request. */
export class SessionTerminals {
  readonly #parts: SessionTerminalsParts;
  readonly #news: SessionTerminalsNews;
  readonly #rack = new TerminalRack<{ live: LiveTerminal; recording: TerminalRecording }>();
  /** By name, those that are being opened: two pages that ask for one name get one terminal. */
  readonly #openingByName = new Map<string, Promise<LiveTerminal>>();
  /** Starts anywhere: a page must not take a new machine's terminal for one that it knew. */
  #last = randomInt(900_000);
  #opening = 0;
  /** A shell that was opened before anybody asked for one: the next who asks has it. */
  #ahead: Terminal | undefined;

  constructor(parts: SessionTerminalsParts, news: SessionTerminalsNews) {
    this.#parts = parts;
    this.#news = news;
  }

  get ids(): readonly TerminalId[] {
    return this.#rack.ids;
  }

  get views(): readonly TerminalView[] {
    return this.#rack.views;
  }

  get(id: TerminalId): LiveTerminal | undefined {
    return this.#rack.get(id)?.live;
  }

  /** Takes over the shells that go on in a machine from before this server. */
  async restore(sandbox: Sandbox): Promise<void> {
    const acknowledged = new Map<TerminalId, Terminal>();
    const { terminals, last } = await this.#parts.recordings.restore((id, end) =>
      acknowledged.get(id)?.acknowledge(end),
    );
    if (last > 0) this.#last = last;
    for (const { id, name, size, past, nextByte, recording } of terminals) {
      const terminal = await sandbox.attachTerminal(id, nextByte);
      if (terminal === undefined) {
        await recording.end();
        continue;
      }
      acknowledged.set(id, terminal);
      this.#keep(sandbox, { id, terminal, size, recording, past }, name);
    }
  }

  /** A new shell. Rejects with `too-many` or what the driver says. */
  async open(sandbox: Sandbox, size: TerminalSize, name?: string): Promise<LiveTerminal> {
    const { sessionId, recordings } = this.#parts;
    if (this.#rack.size + this.#opening >= MAX_TERMINALS) {
      throw new SandboxError({
        code: "too-many",
        learnerMessage: `${MAX_TERMINALS} terminals are open, which is the most there can be. Close one first.`,
        detail: `session ${sessionId}: too many terminals`,
      });
    }
    const terminal = this.#takeAhead(size) ?? (await this.#openShell(sandbox, size));
    const id = terminal.name as TerminalId;
    const recording = recordings.begin({ id, size }, (end) => terminal.acknowledge(end));
    return this.#keep(sandbox, { id, terminal, size, recording }, name);
  }

  /** The terminal of this name, opened when there is none. Rejects as `open` does. */
  async named(sandbox: () => Sandbox, size: TerminalSize, name: string): Promise<LiveTerminal> {
    const present = this.#rack.named(name)?.live ?? this.#openingByName.get(name);
    if (present !== undefined) return present;
    const opening = this.open(sandbox(), size, name).finally(() => this.#openingByName.delete(name));
    this.#openingByName.set(name, opening);
    return opening;
  }

  /** `false`: there is no such terminal. */
  rename(id: TerminalId, name: string): boolean {
    const known = this.#rack.rename(id, name);
    if (known) this.#tell();
    return known;
  }

  /** To place `to` of the row, from 0. `false`: there is no such terminal. */
  move(id: TerminalId, to: number): boolean {
    const known = this.#rack.move(id, to);
    if (known) this.#tell();
    return known;
  }

  /** Without `force`, not while a program runs in it, whose name it gives. One that is gone counts as closed. */
  async close(id: TerminalId, force: boolean): Promise<string> {
    const live = this.get(id);
    if (live === undefined) return "";
    const running = force ? "" : await live.foreground();
    if (running !== "") return running;
    this.#rack.hide(id);
    this.#tell(id);
    live.close();
    return "";
  }

  /** A program runs in one of them. */
  async isBusy(): Promise<boolean> {
    const running = await Promise.all(this.#rack.held.map(({ live }) => live.foreground()));
    return running.some((program) => program !== "");
  }

  closeAll(): void {
    this.#ahead?.kill();
    this.#ahead = undefined;
    for (const { live } of this.#rack.held) live.close();
  }

  /** Marks this moment in the recording of every terminal. */
  mark(label: string): void {
    for (const { recording } of this.#rack.held) recording.mark(label);
  }

  detachEverywhere(viewer: Viewer): void {
    for (const { live } of this.#rack.held) live.detach(viewer);
  }

  /** Lets go of the shells, which live on. */
  release(): void {
    this.#ahead?.detach();
    for (const { live, recording } of this.#rack.held) {
      live.dispose();
      void recording.close();
    }
  }

  /** A shell of the session's machine, named as its terminals are. */
  keepAhead(shell: Terminal): void {
    this.#ahead = shell;
    this.#last = Number(shell.name.slice(1));
  }

  #takeAhead(size: TerminalSize): Terminal | undefined {
    const shell = this.#ahead;
    this.#ahead = undefined;
    shell?.resize(size);
    return shell;
  }

  async #openShell(sandbox: Sandbox, size: TerminalSize): Promise<Terminal> {
    this.#opening += 1;
    this.#last += 1;
    try {
      return await sandbox.openTerminal(size, `t${this.#last}`);
    } catch (error) {
      this.#news.doubtful(sandbox);
      throw error;
    } finally {
      this.#opening -= 1;
    }
  }

  #keep(sandbox: Sandbox, parts: Omit<LiveTerminalParts, "drawer">, name?: string): LiveTerminal {
    const { id, recording } = parts;
    const live = new LiveTerminal(
      { ...parts, drawer: this.#parts.drawer },
      {
        commandEnded: () => this.#news.commandEnded(),
        typed: () => this.#news.typed(),
        exited: () => {
          this.#rack.remove(id);
          this.#tell();
          void recording.end();
          this.#news.doubtful(sandbox);
        },
      },
    );
    this.#rack.add(id, { live, recording }, name);
    this.#tell();
    return live;
  }

  #tell(closed?: TerminalId): void {
    this.#rack.views.forEach(({ terminalId, name }, place) => {
      this.#rack.get(terminalId as TerminalId)?.recording.tab({ name, place });
    });
    this.#news.changed(this.#rack.views, closed);
  }
}
