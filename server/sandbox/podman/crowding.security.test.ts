import { afterAll, beforeAll, describe } from "vitest";
import { refuses } from "../../testing/attempt.ts";
import { importChroot } from "../../testing/import-chroot.ts";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox, SandboxLimits } from "../driver.ts";

/** What an attacker's own containers could take from all, were it not their sandbox's share that they take. */

const DISK_MB = 100;
const PROCESSES = 150;
/** Each has a dozen processes and threads around it. */
const CONTAINERS = 25;
const ATTEMPT_MS = 45_000;
const labs: Awaited<ReturnType<typeof realSandboxes>>[] = [];
let attacker: Sandbox;
let unlimited: Sandbox;
beforeAll(async () => {
  attacker = await sandboxOf("crowding", { diskMb: DISK_MB, processes: PROCESSES, cpus: 2 });
  unlimited = await sandboxOf("crowding-free", { diskMb: 2_000, processes: 4_096, memoryMb: 2_000, cpus: 2 });
});
afterAll(async () => {
  await Promise.all(labs.map((lab) => lab.cleanUp()));
});

async function sandboxOf(name: string, limits: Partial<SandboxLimits>): Promise<Sandbox> {
  const lab = await realSandboxes(name, limits);
  labs.push(lab);
  const sandbox = await lab.driver.create({ owner: "attacker" });
  await importChroot(sandbox);
  return sandbox;
}

/** Without the engine's own bound of a log, which is a container's to lift. */
const CONTAINER =
  "docker run --detach --log-opt max-size=10g --privileged --volume /:/host chroot /usr/sbin/chroot /host";
const control = { kind: "a sandbox without this protection", place: () => unlimited } as const;

/** What the script prints is a number, of which the attacker wants at least so many. */
const reaches = (wanted: number, script: string) => async (sandbox: Sandbox) => {
  const { stdout, stderr } = await asRoot(sandbox, script, ATTEMPT_MS);
  if (!/^\d+\s*$/.test(stdout)) throw new Error(`could not be tried: ${stdout} ${stderr}`);
  return Number(stdout) >= wanted;
};

describe("by containers of their own nobody can", () => {
  refuses(
    () => attacker,
    [
      {
        wants: "write a log that is larger than their disk",
        tried: reaches(
          2 * DISK_MB * 1_000_000,
          `id=$(${CONTAINER} bash -c 'head -c ${2 * DISK_MB}000000 /dev/zero | tr "\\0" x | fold -w 8000')
          docker wait $id >/dev/null; stat -c %s /var/lib/docker/containers/$id/$id-json.log; docker rm -f $id >/dev/null`,
        ),
        control,
      },
      {
        wants: "have as many containers as they like",
        tried: reaches(
          CONTAINERS,
          `seq ${CONTAINERS} | xargs -P 4 -I N ${CONTAINER} sleep 1000 >/dev/null 2>&1
          docker ps -q | wc -l; docker rm -f $(docker ps -aq) >/dev/null 2>&1`,
        ),
        control,
      },
    ],
  );
});
