import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";

/** The profile that Debian and Ubuntu ship with Podman (package golang-github-containers-common). */
const DISTRIBUTION_PROFILE = "/usr/share/containers/seccomp.json";

/**
 * System calls that no Docker Engine in a user namespace needs, but which the distribution's profile allows to
 * whoever holds the capability: modules, rebooting, clocks, raw ports, kernel log, quotas, swap, file handles, BPF,
 * performance counters. With `--privileged` the profile would see every capability as held.
 */
const NEVER = new Set([
  "acct",
  "bpf",
  "clock_adjtime",
  "clock_adjtime64",
  "clock_settime",
  "clock_settime64",
  "create_module",
  "delete_module",
  "fanotify_init",
  "finit_module",
  "get_kernel_syms",
  "init_module",
  "ioperm",
  "iopl",
  "kexec_file_load",
  "kexec_load",
  "lookup_dcookie",
  "nfsservctl",
  "open_by_handle_at",
  "perf_event_open",
  "query_module",
  "quotactl",
  "quotactl_fd",
  "reboot",
  "settimeofday",
  "stime",
  "swapoff",
  "swapon",
  "syslog",
  "userfaultfd",
  "vhangup",
]);

const Profile = z.looseObject({
  syscalls: z.array(z.looseObject({ names: z.array(z.string()), action: z.string() })),
});

/** The distribution's profile without the calls above. Pure; throws a ZodError on an unknown shape. */
export function narrowProfile(profile: unknown): z.infer<typeof Profile> {
  const parsed = Profile.parse(profile);
  return {
    ...parsed,
    syscalls: parsed.syscalls
      .map((rule) =>
        rule.action === "SCMP_ACT_ALLOW"
          ? { ...rule, names: rule.names.filter((name) => !NEVER.has(name)) }
          : rule,
      )
      .filter((rule) => rule.names.length > 0),
  };
}

/** Writes the profile that every sandbox runs under. */
export async function writeSeccompProfile(file: string): Promise<void> {
  const profile = narrowProfile(JSON.parse(await readFile(DISTRIBUTION_PROFILE, "utf8")));
  await writeFile(`${file}.new`, JSON.stringify(profile));
  await rename(`${file}.new`, file);
}
