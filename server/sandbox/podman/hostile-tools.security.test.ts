import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { refuses } from "../../testing/attempt.ts";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox } from "../driver.ts";
import { FrameReader } from "./guest-frames.ts";
import { podmanCommand } from "./podman-cli.ts";

/** What runs on our behalf inside is the attacker's to replace. It may lie, but costs the host little. */

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("tools");
  sandbox = await lab.driver.create({ owner: "attacker" });
});
afterAll(() => lab?.cleanUp());

/** Time given to a program inside, and when it has held us for good. Milliseconds. */
const GIVEN_MS = 500;
const HELD_MS = 6_000;
const FLOOD_BYTES = 2 * 1024 * 1024;

/** A way to run a program inside; resolves with what it printed. */
type Run = (argv: readonly string[]) => Promise<string>;
const ours: Run = async (argv) => (await sandbox.exec(argv, { user: "root", timeoutMs: GIVEN_MS })).stdout;
const running = new Set<ReturnType<typeof execFile>>();
const naive: Run = (argv) =>
  new Promise((resolve) => {
    const options = { maxBuffer: 4 * FLOOD_BYTES };
    const [program, ...args] = podmanCommand("exec", sandbox.id);
    running.add(execFile(program, [...args, ...argv], options, (_error, stdout) => resolve(stdout)));
  });
const withLeak: Run = (argv) =>
  new Promise((resolve) => {
    const program = podmanCommand("exec", "--preserve-fds", "1", sandbox.id);
    execFile("bash", ["-c", 'exec 3</etc/hostname; "$@"', "bash", ...program, ...argv], (_error, stdout) =>
      resolve(stdout),
    );
  });
const control = { kind: "a naive way to do the same", place: () => naive } as const;

/** Not by the driver, which would run the program that has just been replaced. */
const restore = () =>
  naive([
    "bash",
    "-c",
    "pkill -9 -f '[h]ostile-program'; [ ! -e /usr/bin/kept ] || mv -f /usr/bin/kept /usr/bin/timeout",
  ]);

describe("with programs of its own in place of ours, nobody can", () => {
  afterEach(async () => {
    for (const child of running) child.kill("SIGKILL");
    running.clear();
    await restore();
  });
  refuses(
    () => ours,
    [
      {
        wants: "fill the server's memory by output",
        tried: async (run) =>
          (await run(["head", "-c", String(2 * FLOOD_BYTES), "/dev/zero"])).length > FLOOD_BYTES,
        control,
      },
      {
        wants: "keep the server waiting by a program that does not end",
        tried: async (run) => {
          const script = "#!/bin/bash\\ntrap '' TERM\\nexec -a hostile-program sleep 60\\n";
          await asRoot(
            sandbox,
            `mv /usr/bin/timeout /usr/bin/kept; printf "${script}" >/usr/bin/timeout; chmod +x /usr/bin/timeout`,
          );
          const over = run(["/usr/bin/timeout"]).then(
            () => "over",
            () => "over",
          );
          const outcome = await Promise.race([over, delay(HELD_MS, "held")]);
          await restore();
          return outcome === "held";
        },
        control,
      },
      {
        wants: "be handed a file that is open on the host",
        tried: async (run) => {
          const said = await run([
            "bash",
            "-c",
            "for n in {3..40}; do [ -e /proc/$$/fd/$n ] && echo open; done; true",
          ]);
          return said.includes("open");
        },
        control: { ...control, place: () => withLeak },
      },
    ],
  );
});

describe("as the keeper of a terminal nobody can", () => {
  /** A reader of frames: takes pieces, and tells how many bytes it holds. */
  type Gathering = () => { take(piece: Buffer): void; held(): number };
  const bounded: Gathering = () => {
    const reader = new FrameReader();
    let held = 0;
    return {
      take(piece) {
        held += piece.length;
        reader.read(piece);
      },
      held: () => held,
    };
  };
  const hoarding: Gathering = () => {
    let held = Buffer.alloc(0);
    return {
      take(piece) {
        held = Buffer.concat([held, piece]);
      },
      held: () => held.length,
    };
  };
  refuses(
    () => bounded,
    [
      {
        wants: "fill the server's memory by a frame that claims to be endless",
        tried: async (gathering) => {
          const { take, held } = gathering();
          try {
            take(Buffer.from([0x4f, 0xff, 0xff, 0xff, 0xff]));
            for (let n = 0; n < 64; n += 1) take(Buffer.alloc(32 * 1024));
          } catch {
            // Refused, as it should be; what was held until then is what counts.
          }
          return held() > 1024 * 1024;
        },
        control: { kind: "a naive way to do the same", place: () => hoarding },
      },
    ],
  );
});
