import type { ExecOptions, ExecResult, Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import type { CheckContext } from "./check.ts";

type Json = Record<string, unknown>;

/** What a container of the fake engine looks like; the rest is made up as the engine would say it. */
export interface FakeContainer {
  readonly name: string;
  readonly image?: string;
  readonly imageId?: string;
  readonly status?: string;
  readonly exitCode?: number;
  readonly error?: string;
  readonly command?: readonly string[];
  readonly mounts?: readonly Json[];
  readonly ports?: Readonly<Record<string, number>>;
  readonly autoRemove?: boolean;
  readonly address?: string;
  readonly execs?: readonly { running: boolean; tty: boolean }[];
  /** Of compose. */
  readonly service?: string;
  readonly project?: string;
  readonly networks?: readonly string[];
  /** Further fields as the engine says them, over the made-up ones. */
  readonly state?: Json;
  readonly config?: Json;
  readonly hostConfig?: Json;
}

export interface FakeImage {
  readonly id: string;
  readonly names: readonly string[];
  /** Fields of its inspection, as the engine says them. */
  readonly details?: Json;
}

export interface FakeEvent {
  readonly type?: "container" | "image";
  readonly action: string;
  readonly name: string;
  readonly id?: string;
  readonly exitCode?: number;
}

export interface FakeMachine {
  /** The latest first, as the engine lists them. */
  readonly containers?: readonly FakeContainer[];
  readonly images?: readonly FakeImage[];
  readonly volumes?: readonly string[];
  /** As the engine lists them; the id is the name. */
  readonly networks?: readonly Json[];
  readonly events?: readonly FakeEvent[];
  /** Replies that replace the engine's own, by path without query. */
  readonly replies?: Readonly<Record<string, unknown>>;
  /** What a command prints; a missing exit code is 0. */
  readonly exec?: (argv: readonly string[], options: ExecOptions) => Partial<ExecResult>;
  readonly answer?: string;
}

/** A sandbox that exists on paper only, for tests of checks. */
export function fakeContext(machine: FakeMachine): CheckContext {
  const sandbox = {
    async exec(argv: readonly string[], options: ExecOptions = {}) {
      const result = machine.exec?.(argv, options) ?? { exitCode: 127 };
      return { exitCode: 0, stdout: "", stderr: "", truncated: false, ...result };
    },
  };
  return {
    sandbox: sandbox as unknown as Sandbox,
    engine: fakeEngine(machine),
    ...(machine.answer === undefined ? {} : { answer: machine.answer }),
  };
}

function fakeEngine(machine: FakeMachine): EngineClient {
  const { containers = [], images = [], volumes = [], networks = [], events = [] } = machine;
  const get = async (path: string): Promise<unknown> => {
    const [route = ""] = path.split("?");
    if (machine.replies && route in machine.replies) return machine.replies[route];
    if (route === "/images/json") return images.map(({ id, names }) => ({ Id: id, RepoTags: names }));
    if (route === "/volumes") return { Volumes: volumes.map((name) => ({ Name: name })) };
    if (route === "/networks") return networks.map((network) => ({ Id: network.Name, ...network }));
    if (route === "/containers/json") return containers.map(listed);
    const [, kind, key = ""] =
      /^\/(containers|images|exec)\/(.+)\/json$/.exec(decodeURIComponent(route)) ?? [];
    if (kind === "containers") {
      const found = containers.find(({ name }) => name === key || idOf(name).startsWith(key));
      return found && inspected(found);
    }
    if (kind === "images") {
      const found = images.find(({ id, names }) => id === key || names.includes(key));
      return found && { Id: found.id, ...found.details };
    }
    const exec = containers.flatMap(({ name, execs = [] }) =>
      execs.map((each, index) => ({ ...each, id: `${name}-exec-${index}` })),
    );
    const found = exec.find(({ id }) => id === key);
    return found && { Running: found.running, ProcessConfig: { tty: found.tty, entrypoint: "sh" } };
  };
  return {
    get,
    follow(path, onEvent, onEnd) {
      const filters = JSON.parse(new URL(path, "http://engine").searchParams.get("filters") ?? "{}");
      const wanted = events.filter(
        ({ type = "container", name }) =>
          filters.type.includes(type) && (filters.container?.includes(name) ?? true),
      );
      queueMicrotask(() => {
        for (const event of wanted) onEvent(told(event));
        onEnd();
      });
      return { dispose: () => undefined };
    },
  };
}

function idOf(name: string): string {
  return Buffer.from(name.padEnd(32, "0")).toString("hex").slice(0, 64);
}

function listed(container: FakeContainer): Json {
  const { name, image = "alpine:3.19", imageId = "sha256:1", status = "running", ports = {} } = container;
  return {
    Id: idOf(name),
    Names: [`/${name}`],
    Image: image,
    ImageID: imageId,
    Labels: labelsOf(container),
    Mounts: container.mounts ?? [],
    Ports:
      status === "running"
        ? Object.entries(ports).map(([port, host]) => ({ PrivatePort: Number(port), PublicPort: host }))
        : [],
    NetworkSettings: { Networks: networksOf(container) },
  };
}

function labelsOf({ service, project }: FakeContainer): Json {
  return {
    ...(service === undefined ? {} : { "com.docker.compose.service": service }),
    ...(project === undefined ? {} : { "com.docker.compose.project": project }),
  };
}

function networksOf({ networks = [] }: FakeContainer): Json {
  return Object.fromEntries(networks.map((name) => [name, { NetworkID: name, IPAddress: "" }]));
}

function inspected(container: FakeContainer): Json {
  const { name, image = "alpine:3.19", imageId = "sha256:1", status = "running", ports = {} } = container;
  const [path = "/bin/sh", ...args] = container.command ?? ["/bin/sh"];
  const bindings = Object.fromEntries(
    Object.entries(ports).map(([port, host]) => [`${port}/tcp`, [{ HostIp: "", HostPort: String(host) }]]),
  );
  return {
    Id: idOf(name),
    Name: `/${name}`,
    Image: imageId,
    Path: path,
    Args: args,
    State: {
      Status: status,
      ExitCode: container.exitCode ?? 0,
      Error: container.error ?? "",
      FinishedAt: "0001-01-01T00:00:00Z",
      ...container.state,
    },
    Config: { Image: image, Labels: labelsOf(container), ...container.config },
    HostConfig: {
      AutoRemove: container.autoRemove ?? false,
      PortBindings: bindings,
      ...container.hostConfig,
    },
    Mounts: container.mounts ?? [],
    NetworkSettings: {
      Ports: status === "running" ? bindings : {},
      IPAddress: status === "running" ? (container.address ?? "172.17.0.2") : "",
      Networks: container.networks === undefined ? null : networksOf(container),
    },
    ExecIDs: container.execs ? container.execs.map((_exec, index) => `${name}-exec-${index}`) : null,
  };
}

function told({ type = "container", action, name, id = idOf(name), exitCode }: FakeEvent): Json {
  const code = exitCode === undefined ? {} : { exitCode: String(exitCode) };
  return { Type: type, Action: action, Actor: { ID: id, Attributes: { name, ...code } } };
}
