import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { serverUser } from "../../host/server-user.ts";
import { refuses } from "../../testing/attempt.ts";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import {
  attackerAndNeighbour,
  byShell,
  callNumber,
  hostShell,
  quoted,
  type SandboxPlace,
  type ShellPlace,
} from "../../testing/shell-place.ts";
import { hostRights } from "./host-rights.mjs";

/** Processes, files and ids that are not the attacker's: the host's, and those of another learner. */

const SECRET = `secret-${process.pid}`;
let lab: Awaited<ReturnType<typeof realSandboxes>>;
let attacker: SandboxPlace;
let neighbour: SandboxPlace;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-attempt-"));
  await writeFile(path.join(folder, "secret"), SECRET);
  lab = await realSandboxes("neighbours");
  ({ attacker, neighbour } = await attackerAndNeighbour(lab.driver));
  await neighbour.run(
    `echo ${SECRET} >/home/learner/${SECRET}; echo ${SECRET} >/dev/shm/${SECRET}; ipcmk --shmem 4096
     setsid bash -c 'exec -a ${SECRET} sleep 600' >/dev/null 2>&1 &`,
  );
});
afterAll(async () => {
  await lab?.cleanUp();
  await rm(folder, { recursive: true, force: true });
});

const host = { kind: "a process of the host", place: () => hostShell() } as const;
const itself = { kind: "the one that is attacked, itself", place: () => neighbour } as const;

/** First id outside of the range that a place's processes live in. */
async function idsOf(place: ShellPlace, map: "uid_map" | "gid_map") {
  const { stdout } = await place.run(`cat /proc/self/${map}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([, from = 0, size = 0]) => ({ from, to: from + size }));
}

describe("processes: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "see the lab's server",
        tried: byShell(`ps -eo args= | grep -v grep | grep -q vitest`),
        control: host,
      },
      { wants: "signal the lab's server", tried: byShell(`kill -0 ${process.pid}`), control: host },
      {
        wants: "read what the lab's server was started with",
        tried: byShell(`tr '\\0' '\\n' </proc/${process.pid}/environ | grep -q ^PATH=`),
        control: host,
      },
      {
        wants: "open the memory of the lab's server",
        tried: byShell(`: </proc/${process.pid}/mem`),
        control: host,
      },
      {
        wants: "see a neighbour's process",
        tried: byShell(`ps -eo args= | grep -v grep | grep -q ${SECRET}`),
        control: itself,
      },
    ],
  );
});

describe("files: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "read a file of the host, by any root that a process has",
        tried: byShell(
          () =>
            `for root in "" /proc/1/root /proc/self/root/.. /proc/[0-9]*/root /proc/[0-9]*/cwd; do grep -qs ${SECRET} $root${folder}/secret && exit 0; done; exit 1`,
        ),
        control: host,
      },
      {
        wants: "see the sockets of a neighbour's engine and terminals",
        tried: byShell(
          () =>
            `ls ${lab.runDir}/${neighbour.id} /run/slipway/../${neighbour.id} 2>/dev/null | grep -q docker.sock`,
        ),
        control: host,
      },
      {
        wants: "read a file of a neighbour",
        tried: byShell(
          `timeout 10 find /home /root /run /tmp /var/tmp /dev/shm /mnt -name '${SECRET}*' 2>/dev/null | grep -q .`,
        ),
        control: itself,
      },
      {
        wants: "find memory that a neighbour shares",
        tried: byShell("ipcs --shmems | grep -q ' 4096 '"),
        control: itself,
      },
      {
        wants: "leave a file where neighbours see it",
        tried: byShell(() => `touch ${"/run/slipway-mirror"}/note || touch ${lab.runDir}/mirror/note`),
        control: host,
      },
      {
        wants: "make the mirror's folder writable",
        tried: byShell(
          () =>
            `mount -o remount,rw,bind /run/slipway-mirror && touch /run/slipway-mirror/note || touch ${lab.runDir}/mirror/note`,
        ),
        control: host,
      },
    ],
  );
});

describe("ids: nobody can", async () => {
  // Without root the host's ids are those of its user namespace that sandboxes never have: the first and the last.
  const isRootless = hostRights().kind === "rootless";
  const first = isRootless ? 1 : 65_536;
  const last = isRootless ? (await serverUser("")).uid : Number.POSITIVE_INFINITY;
  for (const map of ["uid_map", "gid_map"] as const) {
    refuses(
      () => attacker,
      [
        {
          wants: `be an id of the host (${map})`,
          tried: async (place) => (await idsOf(place, map)).some(({ from, to }) => from < first || to > last),
          control: host,
        },
        {
          wants: `be an id that a neighbour is (${map})`,
          tried: async (place) => {
            const [theirs] = await idsOf(neighbour, map);
            return (await idsOf(place, map)).some(
              ({ from, to }) => from < (theirs?.to ?? 0) && to > (theirs?.from ?? 0),
            );
          },
          control: itself,
        },
      ],
    );
  }
  refuses(
    () => attacker,
    [
      {
        wants: "become an id of the host in a namespace of its own",
        tried: byShell(`coproc unshare --user cat; child=$COPROC_PID
        until [ "$(readlink /proc/$child/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do :; done
        echo "0 70000 1" >/proc/$child/uid_map; code=$?; kill $child; exit $code`),
        control: host,
      },
    ],
  );
});

describe("what the kernel counts for all: nobody can", () => {
  /** One takes all there is, while another asks for one. */
  type Pair = (taking: string, asking: string) => Promise<boolean>;
  const INOTIFY_INIT = callNumber("inotify_init1");
  /** Takes some thousands at most, says how many, and holds them. */
  const TAKE = `perl -e '$0 = "taking-all"; my $n = 0; $n += 1 while $n < 3000 && syscall(${INOTIFY_INIT}, 0) >= 0;
    $| = 1; print "$n\\n"; sleep 30'`;
  const ASK = `perl -e 'exit(syscall(${INOTIFY_INIT}, 0) >= 0 ? 0 : 1)'`;
  const sandboxes: Pair = async (taking, asking) => {
    await attacker.run(`setsid ${taking} >/tmp/taken 2>&1 & until [ -s /tmp/taken ]; do :; done`);
    const given = await byShell(asking)(neighbour);
    await attacker.run("pkill taking-all; rm -f /tmp/taken");
    return !given;
  };
  /** The same in namespaces of the attacker's own, where one above both of them counts to sixteen. */
  const own: Pair = async (taking, asking) => {
    const both = `echo 16 >/proc/sys/user/max_inotify_instances; coproc exec unshare --user --map-root-user ${taking}
      read -r taken <&"\${COPROC[0]}"; unshare --user --map-root-user ${asking}; code=$?; kill $COPROC_PID; exit $code`;
    const { exitCode } = await attacker.run(`unshare --user --map-root-user bash -c ${quoted(both)}`);
    return exitCode === 1;
  };
  refuses(
    () => sandboxes,
    [
      {
        wants: "take all inotify instances of the machine",
        tried: (pair) => pair(TAKE, ASK),
        control: { kind: "a place that is the attacker's own", place: () => own },
        // Without root it is not refused: the limit is the machine's, and stays what it is.
        meaningful: hostRights().kind === "root",
      },
    ],
  );
});
