import { readFile, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { refuses } from "../../testing/attempt.ts";
import { type HostListener, hostListener } from "../../testing/host-listener.ts";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import { callNumber, hostShell } from "../../testing/shell-place.ts";
import type { Sandbox } from "../driver.ts";
import { hostRights } from "./host-rights.mjs";
import { podmanCommand } from "./podman-cli.ts";

/** The two doors between a sandbox and the host: the run folder, which both see, and files placed by the lab. */

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("shared");
  sandbox = await lab.driver.create({ owner: "attacker" });
});
afterAll(() => lab?.cleanUp());

const shared = () => path.join(lab.runDir, sandbox.id);
/** A folder inside that is no mount of the host's: there the same must work. */
const OWN_FOLDER = "/var/tmp/own";
const own = { kind: "a place that is the attacker's own", place: () => OWN_FOLDER } as const;
const inFolder = (script: string) => async (folder: string) => {
  const { exitCode } = await asRoot(sandbox, `mkdir -p ${folder} && cd ${folder} && ${script}`);
  return exitCode === 0;
};

describe("by the run folder nobody can", () => {
  afterEach(() =>
    asRoot(
      sandbox,
      `rm -rf ${OWN_FOLDER}; cd /run/slipway; find . -mindepth 1 ! -name docker.sock ! -name go -delete`,
    ),
  );
  refuses(
    () => "/run/slipway",
    [
      {
        wants: "fill the host's memory",
        tried: inFolder("dd if=/dev/zero of=big bs=1k count=1024"),
        control: own,
      },
      { wants: "fill it with names", tried: inFolder("touch $(seq 100)"), control: own },
      {
        wants: "make it larger",
        tried: inFolder(
          // By the call itself: mount(8) trips over options that mean something else inside.
          `perl -e 'my ($dir, $size) = ($ENV{PWD}, "size=100m"); syscall(${callNumber("mount")}, 0, $dir, 0, 32, $size)'
           dd if=/dev/zero of=big bs=1k count=1024`,
        ),
        control: {
          ...own,
          place: async () => {
            await asRoot(sandbox, `mkdir -p /mnt/own && mount -t tmpfs -o size=64k own /mnt/own`);
            return "/mnt/own";
          },
        },
      },
      { wants: "run a program from it", tried: inFolder("cp /bin/true program && ./program"), control: own },
      {
        wants: "become root by a program left in it",
        tried: inFolder(
          `cp /usr/bin/id program && chmod 4755 program && [ "$(setpriv --reuid 1000 --clear-groups ./program -u)" = 0 ]`,
        ),
        control: own,
      },
    ],
  );
});

describe("by the engine's and terminals' sockets nobody can", () => {
  const hostSocket = path.join(hostRights().runRoot, `slipway-attempt-socket-${process.pid}`);
  let service: HostListener;
  beforeAll(async () => {
    service = await hostListener({ path: hostSocket });
    await asRoot(sandbox, "mv /run/slipway/docker.sock /run/slipway/real.sock");
  });
  afterEach(() => asRoot(sandbox, "rm -rf /run/slipway/docker.sock /run/slipway/terminal-attempt.sock"));
  afterAll(async () => {
    await asRoot(sandbox, "mv /run/slipway/real.sock /run/slipway/docker.sock");
    await service.close();
    await rm(hostSocket, { force: true });
  });

  /** A way to connect to one of the sandbox's sockets, from the host. */
  type Client = (name: string) => Promise<unknown>;
  const ours: Client = (name) =>
    name === "docker.sock"
      ? sandbox.connectEngine().then((socket) => socket.destroy())
      : sandbox.attachTerminal("attempt", 0);
  const naive: Client = (name) =>
    new Promise((resolve) => {
      const socket = net.connect(path.join(shared(), name));
      socket.on("close", resolve).on("error", resolve).resume();
    });
  const lead = (name: string, script: string) => async (client: Client) => {
    await asRoot(sandbox, `cd /run/slipway && rm -rf ${name} && ${script}`);
    const before = service.visits();
    await client(name).catch(() => {});
    return service.visits() > before;
  };
  refuses(
    () => ours,
    (
      [
        ["the engine's client", "docker.sock", "by a link", `ln -s ${hostSocket} docker.sock`],
        [
          "the engine's client",
          "docker.sock",
          "by a relative link",
          `ln -s ../../../../..${hostSocket} docker.sock`,
        ],
        [
          "the engine's client",
          "docker.sock",
          "by a link to a link",
          `ln -s ${hostSocket} a && ln -s a docker.sock`,
        ],
        [
          "a terminal's client",
          "terminal-attempt.sock",
          "by a link",
          `ln -s ${hostSocket} terminal-attempt.sock`,
        ],
      ] as const
    ).map(([who, name, how, script]) => ({
      wants: `lead ${who} to a socket of the host, ${how}`,
      tried: lead(name, script),
      control: { kind: "a naive way to do the same", place: () => naive } as const,
    })),
  );
});

describe("by hanging up nobody can", () => {
  const RUN_FOLDER = path.join(import.meta.dirname, "run-folder.ts");
  /** Listens, and is gone a moment after somebody has knocked: the other side's connection is reset. */
  const RUDE_PEER = `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0); bind($s, pack_sockaddr_un("docker.sock"));
    listen($s, 1); my $r = ""; vec($r, fileno($s), 1) = 1; select($r, undef, undef, 10);
    select(undef, undef, undef, 0.05)' &
    until [ -S docker.sock ] || ! kill -0 $!; do :; done`;
  /** Connects by words of a program of its own; success = that program's end is not its own choice. */
  const crashes = async (connecting: string) => {
    const { exitCode } = await hostShell().run(
      `cd $(mktemp -d) || exit 0; trap 'rm -r $PWD' EXIT
       ${RUDE_PEER}
       ${process.execPath} --input-type=module -e '${connecting}; setTimeout(() => process.exit(0), 500)'`,
    );
    return exitCode !== 0;
  };
  refuses(
    () =>
      `import { connectRunSocket } from "${RUN_FOLDER}"; connectRunSocket(process.cwd(), "docker.sock").catch(() => {})`,
    [
      {
        wants: "end the server that connects to it",
        tried: crashes,
        control: {
          kind: "a naive way to do the same",
          place: () => `import net from "node:net"; net.connect("docker.sock")`,
        },
      },
    ],
  );
});

describe("by files that the lab places nobody can", () => {
  /** A file of the host, to which links inside point. */
  const target = () => path.join(lab.runDir, "target.txt");

  /** A way to put a lesson's file into the learner's home. */
  type Placing = (file: string, content: string) => Promise<unknown>;
  const ours: Placing = (file, content) => sandbox.placeFiles({ [file]: content });
  const naive: Placing = async (file, content) => {
    const { stdout } = await hostShell().run(
      `${podmanCommand("inspect").join(" ")} --format '{{.State.Pid}}' ${sandbox.id}`,
    );
    await writeFile(`/proc/${stdout.trim()}/root/home/learner/${file}`, content);
  };
  const overwritten = (script: () => string) => async (placing: Placing) => {
    await writeFile(target(), "of the host");
    await asRoot(sandbox, `cp -a /home/learner /home/kept; cd /home/learner; ${script()}`);
    await placing(path.basename(target()), "of the attacker").catch(() => {});
    await asRoot(sandbox, "rm -rf /home/learner; mv /home/kept /home/learner");
    return (await readFile(target(), "utf8")) !== "of the host";
  };
  const control = { kind: "a naive way to do the same", place: () => naive } as const;
  refuses(
    () => ours,
    [
      {
        wants: "have a file of the host overwritten, by a link in its place",
        tried: overwritten(() => `ln -s ${target()} ${path.basename(target())}`),
        control,
      },
      {
        wants: "have a file of the host overwritten, by a link in place of the home folder",
        tried: overwritten(() => `rm -rf /home/learner; ln -s ${lab.runDir} /home/learner`),
        control,
      },
    ],
  );
});
