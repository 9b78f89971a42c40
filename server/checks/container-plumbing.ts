import type { CheckSpecOf } from "../lessons/schema.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import type { ContainerFacts, MountFacts, PortFacts } from "./container-facts.ts";
import { portHolder } from "./port-holder.ts";
import { describePattern, quote, quoteList } from "./quote.ts";
import type { Miss } from "./verdict.ts";

type ContainerSpec = CheckSpecOf<"container">;
type MountSpec = NonNullable<ContainerSpec["mount"]>;
type PortSpec = NonNullable<ContainerSpec["port"]>;

const TYPES: Record<string, string> = {
  bind: "folder of your machine",
  volume: "volume",
  tmpfs: "memory file system",
};
const typeOf = (type: string | undefined) => TYPES[type ?? ""] ?? "mount";

export function mountMiss(facts: ContainerFacts, { mount: wanted }: ContainerSpec): Miss | undefined {
  if (wanted === undefined) return undefined;
  const mount = facts.mounts.find(({ target }) => samePath(target, wanted.target));
  const said = mount === undefined ? absentMount(facts, wanted) : wrongMount(facts, mount, wanted);
  return (
    said && {
      ...said,
      next: `Remove ${quote(facts.name)} with ${quote(`docker rm -f ${facts.name}`)}. ${said.next}`,
    }
  );
}

function samePath(a: string, b: string): boolean {
  return a.replace(/\/+$/, "") === b.replace(/\/+$/, "");
}

function absentMount({ name, mounts }: ContainerFacts, { target, type }: MountSpec): Miss {
  const others = mounts.map((mount) => mount.target);
  return {
    found:
      others.length > 0
        ? `${quote(name)} has nothing mounted at ${quote(target)}, but at ${quoteList(others)}.`
        : `${quote(name)} has nothing mounted.`,
    expected: `A ${typeOf(type)} is mounted at ${quote(target)} in ${quote(name)}.`,
    next: `\`-v\` takes from and to, with a colon between them. To is ${quote(target)}.`,
  };
}

function wrongMount({ name }: ContainerFacts, mount: MountFacts, wanted: MountSpec): Miss | undefined {
  const at = `at ${quote(wanted.target)}`;
  if (wanted.type !== undefined && mount.type !== wanted.type) {
    return {
      found: `${quote(name)} has the ${typeOf(mount.type)} ${quote(mount.source)} ${at}.`,
      expected: `A ${typeOf(wanted.type)} is mounted ${at}.`,
      next:
        wanted.type === "bind"
          ? "A folder is given by its whole path, which begins with a slash; a bare name makes a volume."
          : "A volume is given by its bare name; what begins with a slash is a path.",
    };
  }
  if (wanted.source !== undefined && !new RegExp(wanted.source).test(mount.source)) {
    return {
      found: `${quote(name)} has ${quote(mount.source)} ${at}.`,
      expected: `The ${typeOf(wanted.type ?? mount.type)} ${describePattern(wanted.source)} is mounted ${at}.`,
      next: "What is mounted stands before the first colon of `-v`.",
    };
  }
  if (wanted.readOnly !== undefined && mount.readOnly !== wanted.readOnly) {
    return wanted.readOnly
      ? {
          found: `${quote(name)} may write to what is mounted ${at}.`,
          expected: `The mount ${at} is read-only.`,
          next: "`:ro` at the end of what follows `-v` makes it read-only.",
        }
      : {
          found: `The mount ${at} is read-only.`,
          expected: `${quote(name)} may write to what is mounted ${at}.`,
          next: "Leave out `:ro`.",
        };
  }
  return undefined;
}

export async function portMiss(
  facts: ContainerFacts,
  { port: wanted }: ContainerSpec,
  engine: EngineClient,
): Promise<Miss | undefined> {
  if (wanted === undefined || facts.ports.some((port) => fits(port, wanted))) return undefined;
  const { ports, name } = facts;
  const swapped = ports.some(({ host, container }) => host === wanted.container && container === wanted.host);
  const holder = wanted.host === undefined ? undefined : await portHolder(engine, wanted.host, name);
  return {
    found: `${
      ports.length === 0
        ? `${quote(name)} publishes no port.`
        : `${quote(name)}: ${ports.map(describePort).join("; ")}.`
    }${holder === undefined ? "" : ` ${holder}`}`,
    expected:
      wanted.host === undefined
        ? `A port of your machine leads to port ${wanted.container} of ${quote(name)}.`
        : `Port ${wanted.host} of your machine leads to port ${wanted.container} of ${quote(name)}.`,
    next: nextToPort(swapped, holder !== undefined, name, wanted),
  };
}

function nextToPort(swapped: boolean, taken: boolean, name: string, { host, container }: PortSpec): string {
  if (taken) {
    return `A port leads to one container at a time. Stop the other, then make ${quote(name)} again with \`-p ${host}:${container}\`.`;
  }
  const remove = `Remove it with ${quote(`docker rm -f ${name}`)}.`;
  return swapped
    ? `${remove} Behind \`-p\` the machine's port comes first, then the container's.`
    : `${remove} \`-p\` takes the machine's port and the container's, with a colon between them.`;
}

function fits({ host, container }: PortFacts, wanted: PortSpec): boolean {
  return container === wanted.container && (wanted.host === undefined || host === wanted.host);
}

/** "port 8080 of your machine leads to its port 80" */
function describePort({ host, container }: PortFacts): string {
  return `port ${host} of your machine leads to its port ${container}`;
}
