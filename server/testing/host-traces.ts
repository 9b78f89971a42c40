import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { hostRights } from "../sandbox/podman/host-rights.mjs";
import { podman, podmanJson } from "../sandbox/podman/podman-cli.ts";

const TRACE_KINDS = [
  "containers",
  "networks",
  "volumes",
  "storage records",
  "mounts",
  "cgroups",
  "processes",
  "folders",
  "loop devices",
] as const;
type TraceKind = (typeof TRACE_KINDS)[number];
export type HostTraces = Readonly<Record<TraceKind, readonly string[]>>;

/** Control groups of containers lie this deep at most, below a controller and a parent or two. */
const CGROUP_DEPTH = 4;

const Inspected = z.object({
  Id: z.string(),
  Mounts: z.array(z.object({ Name: z.string().optional() })),
});
const StoredContainer = z.object({ id: z.string(), layer: z.string() });

/**
 * Words by which everything that a running sandbox has on this host is found again: its names, its volumes, its
 * layer. On a machine with other sandboxes only what bears such a word may be counted.
 */
export async function marksOf(sandboxId: string): Promise<string[]> {
  const inspected = await podmanJson(["container", "inspect", "--format", "json", sandboxId]);
  const [container] = z.array(Inspected).parse(inspected);
  const { graphRoot } = await podmanFolders();
  const record = (await storageRecords(graphRoot))
    .map((stored) => StoredContainer.safeParse(stored).data)
    .find((stored) => stored?.id === container?.Id);
  if (container === undefined || record === undefined) throw new Error(`${sandboxId} is not stored`);
  const volumes = container.Mounts.flatMap(({ Name = "" }) => (Name === "" ? [] : [Name]));
  return [sandboxId, container.Id, record.layer, ...volumes];
}

/**
 * All on this host that bears one of the marks, by kind; the user ids that a sandbox has are in its storage record.
 * `own`: our own folders for sockets and disks.
 */
export async function tracesOf(
  marks: readonly string[],
  own: { readonly runDir: string; readonly disksDir: string },
): Promise<HostTraces> {
  const bears = (text: string) => marks.some((mark) => text.includes(mark));
  const { graphRoot, runRoot } = await podmanFolders();
  const found: Record<TraceKind, readonly string[]> = {
    containers: await lines(["ps", "--all", "--external", "--no-trunc", "--format", "{{.ID}} {{.Names}}"]),
    networks: await lines(["network", "ls", "--format", "{{.Name}}"]),
    volumes: await lines(["volume", "ls", "--format", "{{.Name}}"]),
    "storage records": (await storageRecords(graphRoot)).map((record) => JSON.stringify(record)),
    mounts: (await text("/proc/self/mountinfo")).split("\n"),
    cgroups: await cgroups("/sys/fs/cgroup", CGROUP_DEPTH),
    processes: await processes(),
    folders: await folders([graphRoot, runRoot], [own.runDir, own.disksDir]),
    "loop devices": await loopDevices(),
  };
  const borne = TRACE_KINDS.map((kind) => [kind, found[kind].filter(bears)] as const);
  return Object.fromEntries(borne) as Record<TraceKind, string[]>;
}

/** How many of each kind. */
export function countTraces(traces: HostTraces): Record<TraceKind, number> {
  const counted = TRACE_KINDS.map((kind) => [kind, traces[kind].length] as const);
  return Object.fromEntries(counted) as Record<TraceKind, number>;
}

/** File descriptors that this process has open. */
export async function openFiles(): Promise<number> {
  return (await readdir("/proc/self/fd")).length;
}

const text = (file: string) => readFile(file, "utf8").catch(() => "");
const names = (folder: string) => readdir(folder).catch(() => []);

async function lines(argv: readonly string[]): Promise<string[]> {
  return (await podman(argv)).split("\n").filter((line) => line !== "");
}

async function podmanFolders(): Promise<{ graphRoot: string; runRoot: string }> {
  const [graphRoot = "", runRoot = ""] = await lines([
    "info",
    "--format",
    "{{.Store.GraphRoot}}\n{{.Store.RunRoot}}",
  ]);
  return { graphRoot, runRoot };
}

/** What the storage has written down of containers and layers, by whatever driver. */
async function storageRecords(graphRoot: string): Promise<unknown[]> {
  const kinds = (await names(graphRoot)).filter((name) => /-(containers|layers)$/.test(name));
  const files = kinds.map((kind) => path.join(graphRoot, kind, `${kind.replace(/^.*-/, "")}.json`));
  const contents = await Promise.all(files.map(text));
  return contents.flatMap((content) => z.array(z.unknown()).parse(JSON.parse(content || "[]")));
}

/** Where the engine, the runtime and we keep a folder or a file for each container, volume or layer. */
async function folders(storage: readonly string[], own: readonly string[]): Promise<string[]> {
  const stored = storage.flatMap((root) =>
    ["overlay", "overlay-containers", "btrfs/subvolumes", "btrfs-containers", "volumes"].map((name) =>
      path.join(root, name),
    ),
  );
  const run = ["runc", "crun", "libpod/exits", "slipway.podman/tmp/exits", "netns"];
  const parents = [...stored, ...run.map((name) => path.join(hostRights().runRoot, name)), ...own];
  const entries = await Promise.all(
    parents.map(async (parent) => (await names(parent)).map((name) => path.join(parent, name))),
  );
  return entries.flat();
}

async function cgroups(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inside = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
  if (depth === 1) return inside;
  return [...inside, ...(await Promise.all(inside.map((each) => cgroups(each, depth - 1)))).flat()];
}

async function processes(): Promise<string[]> {
  const pids = (await names("/proc")).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return Promise.all(
    pids.map(async (pid) => {
      const [command, group] = await Promise.all([text(`/proc/${pid}/cmdline`), text(`/proc/${pid}/cgroup`)]);
      return `${pid} ${command.replaceAll("\0", " ")} ${group.replaceAll("\n", " ")}`;
    }),
  );
}

async function loopDevices(): Promise<string[]> {
  const loops = (await names("/sys/block")).filter((name) => name.startsWith("loop"));
  return Promise.all(
    loops.map(async (name) => `${name} ${await text(`/sys/block/${name}/loop/backing_file`)}`),
  );
}
