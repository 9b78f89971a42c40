import type { EngineClient } from "../sandbox/engine-client.ts";
import { ContainerList, ContainerReply, parseReply } from "./engine-replies.ts";

export interface MountFacts {
  readonly type: string;
  /** The volume's name, or the path on the machine. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface PortFacts {
  readonly container: number;
  readonly host: number;
}

/** What the engine says of a container, reduced to what checks speak about. */
export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  /** As the learner named it. */
  readonly image: string;
  readonly imageId: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly status: string;
  readonly exitCode: number;
  /** Why it could not be started; "" when it could. */
  readonly startError: string;
  /** The whole command line of its first process. */
  readonly command: string;
  readonly autoRemove: boolean;
  readonly mounts: readonly MountFacts[];
  /** Published ports: those in force, or those asked for when it does not run. */
  readonly ports: readonly PortFacts[];
  readonly addresses: readonly string[];
  /** Commands started in it by `docker exec` that have not ended. */
  readonly execIds: readonly string[];
}

/** The container of exactly this name: the engine also finds one by the beginning of its id, which is not meant. */
export async function findContainer(engine: EngineClient, name: string): Promise<ContainerFacts | undefined> {
  const facts = await inspectContainer(engine, name);
  return facts?.name === name ? facts : undefined;
}

/** A learner may make hundreds; what was made last is what the task is about. */
const MAX_INSPECTED = 20;

/** All containers, running or not, the latest first; `fits` says which are worth a closer look. */
export async function listContainers(
  engine: EngineClient,
  fits: (listed: { image: string; imageId: string }) => boolean = () => true,
): Promise<ContainerFacts[]> {
  const listed = parseReply(ContainerList, await engine.get("/containers/json?all=1"));
  const worth = listed.filter(({ Image, ImageID }) => fits({ image: Image, imageId: ImageID }));
  const facts = await Promise.all(
    worth.slice(0, MAX_INSPECTED).map(({ Id }) => inspectContainer(engine, Id)),
  );
  return facts.filter((each) => each !== undefined);
}

async function inspectContainer(engine: EngineClient, nameOrId: string): Promise<ContainerFacts | undefined> {
  const reply = await engine.get(`/containers/${encodeURIComponent(nameOrId)}/json`);
  if (reply === undefined) return undefined;
  const { Id, Name, Image, Path, Args, State, Config, HostConfig, Mounts, NetworkSettings, ExecIDs } =
    parseReply(ContainerReply, reply);
  const inForce = readPorts(NetworkSettings.Ports);
  const networks = Object.values(NetworkSettings.Networks ?? {}).map(({ IPAddress }) => IPAddress);
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    imageId: Image,
    status: State.Status,
    exitCode: State.ExitCode,
    startError: State.Error,
    command: [Path, ...Args].join(" "),
    autoRemove: HostConfig.AutoRemove,
    mounts: Mounts.map((mount) => ({
      type: mount.Type,
      source: mount.Type === "volume" ? mount.Name : mount.Source,
      target: mount.Destination,
      readOnly: !mount.RW,
    })),
    ports: inForce.length > 0 ? inForce : readPorts(HostConfig.PortBindings),
    addresses: [...new Set([NetworkSettings.IPAddress, ...networks])].filter((address) => address !== ""),
    execIds: ExecIDs,
  };
}

/** `{"80/tcp": [{HostPort: "8080"}]}` -> 8080 to 80. IPv4 and IPv6 name the same port twice. */
function readPorts(ports: Record<string, { HostPort: string }[]> | null | undefined): PortFacts[] {
  const found = new Map<string, PortFacts>();
  for (const [key, bindings] of Object.entries(ports ?? {})) {
    for (const { HostPort } of bindings) {
      const port = { container: Number.parseInt(key, 10), host: Number(HostPort) };
      found.set(`${port.container}:${port.host}`, port);
    }
  }
  return [...found.values()];
}
