import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, vi } from "vitest";
import { refuses } from "../testing/attempt.ts";
import { type HostListener, hostListener } from "../testing/host-listener.ts";
import { byShell, hostShell, type ShellPlace } from "../testing/shell-place.ts";
import { confined } from "./confine.ts";

/** An attacker who has found a hole in the public server, the pages or the mirror, and runs programs as they do. */

const NOBODY = { uid: 65_534, gid: 65_534 };
const ABSTRACT_NAME = `slipway-attempt-${process.pid}`;
let folder = "";
let listeners: Record<"loopback" | "abstract", HostListener>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-attempt-"));
  await writeFile(path.join(folder, "secret"), "secret");
  const [loopback, abstract] = await Promise.all([
    hostListener({ host: "127.0.0.1" }),
    hostListener({ path: `\0${ABSTRACT_NAME}` }),
  ]);
  listeners = { loopback, abstract };
});
afterAll(async () => {
  await Promise.all(Object.values(listeners ?? {}).map((each) => each.close()));
  await rm(folder, { recursive: true, force: true });
});

/** Sees the project's folder, as those processes do. */
const attacker: ShellPlace = {
  run(script) {
    const sight = [["show", import.meta.dirname]] as const;
    return hostShell(...confined(["env"], { user: NOBODY, sight, network: false })).run(script);
  },
};
const control = { kind: "a process of the host", place: () => hostShell() } as const;

/** Success is what the host's service saw. */
const visiting =
  (name: keyof typeof listeners, script: (port: number) => string) => async (place: ShellPlace) => {
    const { port, visits } = listeners[name];
    const before = visits();
    await place.run(script(port));
    if (place === attacker) return visits() > before;
    return vi.waitUntil(() => visits() > before, 2_000);
  };

describe("by a hole in what faces the network nobody can", () => {
  refuses(
    () => attacker,
    [
      { wants: "read passwords of the host", tried: byShell("head -c1 /etc/shadow | grep -q ."), control },
      { wants: "read a file that is not of the lab", tried: byShell(() => `cat ${folder}/secret`), control },
      { wants: "see where machines lie", tried: byShell("ls /var/lib/containers"), control },
      { wants: "change the lab's own program", tried: byShell(`test -w ${import.meta.dirname}`), control },
      { wants: "signal a process with rights", tried: byShell(`kill -0 ${process.pid}`), control },
      {
        wants: "become root",
        tried: byShell("perl -e '$< = $> = 0; exit($< == 0 && $> == 0 ? 0 : 1)'"),
        control,
      },
      {
        wants: "hold any capability, or ever have one",
        tried: byShell("grep -E '^Cap(Prm|Bnd)' /proc/self/status | grep -qv '0000000000000000$'"),
        control,
      },
      {
        wants: "reach a service on the host's loopback",
        tried: visiting("loopback", (port) => `timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`),
        control,
      },
      {
        wants: "reach an abstract socket of the host",
        tried: visiting(
          "abstract",
          () => `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0);
            connect($s, pack_sockaddr_un("\\0${ABSTRACT_NAME}"))'`,
        ),
        control,
      },
    ],
  );
});
