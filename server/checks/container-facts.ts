import type { EngineClient } from "../sandbox/engine-client.ts";
import { ContainerList, ContainerReply, parseReply } from "./engine-replies.ts";

/** Labels by which compose finds again what it has made. */
const SERVICE_LABEL = "com.docker.compose.service";
const PROJECT_LABEL = "com.docker.compose.project";

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
  /** When it ended, ISO 8601; `undefined` while it has not. */
  readonly finishedAt: string | undefined;
  readonly oomKilled: boolean;
  /** Why it could not be started; "" when it could. */
  readonly startError: string;
  /** The whole command line of its first process. */
  readonly command: string;
  /** In force; "" when there is none. */
  readonly entrypoint: string;
  /** As `USER` or `--user` gave it; "" when nothing did. */
  readonly user: string;
  /** `NAME=value` */
  readonly env: readonly string[];
  readonly autoRemove: boolean;
  readonly restart: string;
  /** Limits in bytes, CPUs and processes; `undefined` = none. */
  readonly memory: number | undefined;
  readonly cpus: number | undefined;
  readonly pids: number | undefined;
  readonly readOnlyRoot: boolean;
  /** In capitals, without `CAP_`. */
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly noNewPrivileges: boolean;
  /** Names of the networks that it is on. */
  readonly networks: readonly string[];
  /** Of `docker compose`; `undefined` when it was not made by it. */
  readonly service: string | undefined;
  readonly project: string | undefined;
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

/** The container of this name, or else the latest of this compose service. */
export async function findContainerOrService(
  engine: EngineClient,
  name: string,
): Promise<ContainerFacts | undefined> {
  const named = await findContainer(engine, name);
  if (named !== undefined) return named;
  const [latest] = await listContainers(engine, ({ service }) => service === name);
  return latest;
}

/** A learner may make hundreds; what was made last is what the task is about. */
const MAX_INSPECTED = 20;

/** All containers, running or not, the latest first; `fits` says which are worth a closer look. */
export async function listContainers(
  engine: EngineClient,
  fits: (listed: ListedContainer) => boolean = () => true,
): Promise<ContainerFacts[]> {
  const worth = (await readContainerList(engine)).filter(fits);
  const facts = await Promise.all(
    worth.slice(0, MAX_INSPECTED).map(({ id }) => inspectContainer(engine, id)),
  );
  return facts.filter((each) => each !== undefined);
}

/** What the engine's list says of each container: enough to choose by. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string | undefined;
  readonly project: string | undefined;
  readonly volumes: readonly string[];
  readonly networkIds: readonly string[];
  /** Ports of the machine that lead to it now. */
  readonly publicPorts: readonly number[];
}

export async function readContainerList(engine: EngineClient): Promise<ListedContainer[]> {
  const listed = parseReply(ContainerList, await engine.get("/containers/json?all=1"));
  return listed.map(({ Id, Names, Labels, Mounts, NetworkSettings, Ports }) => ({
    id: Id,
    name: (Names[0] ?? "").replace(/^\//, ""),
    service: Labels[SERVICE_LABEL],
    project: Labels[PROJECT_LABEL],
    volumes: Mounts.filter(({ Type }) => Type === "volume").map(({ Name }) => Name),
    networkIds: Object.values(NetworkSettings?.Networks ?? {}).map(({ NetworkID }) => NetworkID),
    publicPorts: Ports.map(({ PublicPort }) => PublicPort).filter((port) => port !== undefined),
  }));
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
    finishedAt: timeOf(State.FinishedAt),
    oomKilled: State.OOMKilled,
    startError: State.Error,
    command: [Path, ...Args].join(" "),
    entrypoint: Config.Entrypoint.join(" "),
    user: Config.User,
    env: Config.Env,
    autoRemove: HostConfig.AutoRemove,
    restart: HostConfig.RestartPolicy?.Name || "no",
    memory: HostConfig.Memory,
    cpus: cpusOf(HostConfig),
    pids: HostConfig.PidsLimit,
    readOnlyRoot: HostConfig.ReadonlyRootfs,
    capAdd: HostConfig.CapAdd.map(capabilityName),
    capDrop: HostConfig.CapDrop.map(capabilityName),
    noNewPrivileges: HostConfig.SecurityOpt.some((option) => NO_NEW_PRIVILEGES.test(option)),
    networks: Object.keys(NetworkSettings.Networks ?? {}),
    service: Config.Labels[SERVICE_LABEL],
    project: Config.Labels[PROJECT_LABEL],
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

const NO_NEW_PRIVILEGES = /^no-new-privileges([:=]true)?$/;
/** How long a slice of CPU time is where only its share is given, in microseconds. */
const CPU_PERIOD = 100_000;

/** `--cpus` and `--cpu-quota` say the same in two ways. */
function cpusOf(limits: {
  NanoCpus?: number | undefined;
  CpuQuota?: number | undefined;
  CpuPeriod?: number | undefined;
}): number | undefined {
  if (limits.NanoCpus !== undefined) return limits.NanoCpus / 1e9;
  return limits.CpuQuota && limits.CpuQuota / (limits.CpuPeriod ?? CPU_PERIOD);
}

/** `cap_net_raw` -> `NET_RAW` */
export function capabilityName(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, "");
}

/** The engine says the year 1 for "never". */
function timeOf(text: string): string | undefined {
  const time = new Date(text);
  return time.getTime() > 0 ? time.toISOString() : undefined;
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
