import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, vi } from "vitest";
import { refuses } from "../../testing/attempt.ts";
import { type HostListener, hostDatagrams, hostListener } from "../../testing/host-listener.ts";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import { attackerAndNeighbour, byShell, hostShell, type ShellPlace } from "../../testing/shell-place.ts";
import { hostRights } from "./host-rights.mjs";

/** What cannot be reached from a sandbox: the host, its neighbours, and the world. */

const METADATA = "169.254.169.254";
/** Addresses for documentation (RFC 5737): nobody's, whatever network this host is in. */
const INTERNET = "192.0.2.1";
const SOCKET_PATH = path.join(hostRights().runRoot, `slipway-attempt-${process.pid}.sock`);
const ABSTRACT_NAME = `slipway-attempt-${process.pid}`;

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let attacker: ShellPlace;
let neighbour: ShellPlace;
let listeners: Record<"wide" | "loopback" | "file" | "abstract" | "datagrams", HostListener>;
beforeAll(async () => {
  lab = await realSandboxes("network");
  ({ attacker, neighbour } = await attackerAndNeighbour(lab.driver));
  await neighbour.run(
    `for address in ${METADATA} ${INTERNET}; do ip addr add $address/32 dev lo; done
     setsid socat TCP-LISTEN:80,fork,reuseaddr SYSTEM:'echo neighbour' >/dev/null 2>&1 &
     setsid socat ABSTRACT-LISTEN:neighbour,fork SYSTEM:'echo neighbour' >/dev/null 2>&1 &`,
  );
  await vi.waitUntil(async () => (await neighbour.run(connect("127.0.0.1", 80))).exitCode === 0, 5_000);
  const [wide, loopback, file, abstract, datagrams] = await Promise.all([
    hostListener({ host: "0.0.0.0" }),
    hostListener({ host: "127.0.0.1" }),
    hostListener({ path: SOCKET_PATH }),
    hostListener({ path: `\0${ABSTRACT_NAME}` }),
    hostDatagrams("0.0.0.0"),
  ]);
  listeners = { wide, loopback, file, abstract, datagrams };
});
afterAll(async () => {
  await Promise.all(Object.values(listeners ?? {}).map((each) => each.close()));
  await lab?.cleanUp();
});

const connect = (address: string, port: number) => `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`;
/** Of this host alone: a Docker Engine here would have made one of the same name as that inside. */
const hostInterfaces = () =>
  Object.keys(os.networkInterfaces()).filter((name) => name !== "lo" && name !== "docker0");
/** Every address that leads to this host from itself, and what containers are often told to call it. */
const hostAddresses = () =>
  [
    ...new Set(Object.values(os.networkInterfaces()).flatMap((each) => each ?? [])),
    { family: "IPv4", address: "10.0.2.2" },
  ]
    .filter(({ family }) => family === "IPv4")
    .map(({ address }) => address);

/** Success is what the host's service saw, not what the attacker's program said. */
const visiting =
  (name: keyof typeof listeners, script: (port: number) => string) => async (place: ShellPlace) => {
    const listener = listeners[name];
    const before = listener.visits();
    await place.run(script(listener.port));
    if (place === attacker) return listener.visits() > before;
    return vi.waitUntil(() => listener.visits() > before, 2_000);
  };
const toEachAddress = (port: number) =>
  hostAddresses()
    .map((address) => connect(address, port))
    .join("; ");

const host = { kind: "a process of the host", place: () => hostShell() } as const;
const itself = { kind: "the one that is attacked, itself", place: () => neighbour } as const;

describe("the host: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "reach a service on all its addresses",
        tried: visiting("wide", toEachAddress),
        control: host,
      },
      { wants: "reach a service on its loopback", tried: visiting("loopback", toEachAddress), control: host },
      {
        wants: "send a datagram to it",
        tried: visiting("datagrams", (port) =>
          hostAddresses()
            .map((address) => `echo x >/dev/udp/${address}/${port}`)
            .join("; "),
        ),
        control: host,
      },
      {
        wants: "reach a unix socket of it, as Podman's, Docker's, D-Bus's and systemd's are",
        tried: visiting(
          "file",
          () => `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0);
        connect($s, pack_sockaddr_un($_)) for map { "$_${SOCKET_PATH}" } "", "/proc/1/root", "/proc/self/root/.."'`,
        ),
        control: host,
      },
      {
        wants: "reach an abstract socket of it",
        tried: visiting(
          "abstract",
          () => `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0);
        connect($s, pack_sockaddr_un("\\0${ABSTRACT_NAME}"))'`,
        ),
        control: host,
      },
      {
        wants: "see or take an interface of it",
        tried: byShell(() => `ls /sys/class/net | grep -qxE '${hostInterfaces().join("|")}'`),
        control: host,
        meaningful: hostInterfaces().length > 0,
      },
      {
        wants: "enter its network by the namespace of a process",
        tried: byShell(
          () =>
            `for net in /proc/[0-9]*/ns/net; do nsenter --net=$net ls /sys/class/net; done 2>/dev/null | grep -qxE '${hostInterfaces().join("|")}'`,
        ),
        control: host,
        meaningful: hostInterfaces().length > 0,
      },
    ],
  );
});

describe("a neighbour: nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "reach a port of it",
        tried: async (place) => {
          const { stdout } = await neighbour.run("hostname -I; ip -4 -o addr");
          const addresses = [...new Set(stdout.match(/\d+\.\d+\.\d+\.\d+/g))];
          const calls = addresses.map((address) => connect(address, 80)).join(" || ");
          return byShell(calls)(place);
        },
        control: itself,
      },
      {
        wants: "reach an abstract socket of it",
        tried: byShell("echo | timeout 2 socat - ABSTRACT-CONNECT:neighbour | grep -q neighbour"),
        control: itself,
      },
    ],
  );
});

describe("the world: nobody can", () => {
  refuses(
    () => attacker,
    [
      { wants: "ask for a cloud's metadata", tried: byShell(connect(METADATA, 80)), control: itself },
      { wants: "reach the internet", tried: byShell(connect(INTERNET, 80)), control: itself },
      {
        wants: "send a datagram to the internet",
        tried: byShell(`echo x >/dev/udp/${INTERNET}/53`),
        control: itself,
      },
    ],
  );
});
