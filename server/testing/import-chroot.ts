import type { Sandbox } from "../sandbox/driver.ts";
import { asRoot } from "./real-sandboxes.ts";

/**
 * Gives a sandbox's engine the image `chroot`, of nothing but that program and its libraries: with the sandbox's own files
 * mounted it runs what those have. Needs no registry.
 */
export async function importChroot(sandbox: Sandbox): Promise<void> {
  const made = await asRoot(
    sandbox,
    "tar --create --dereference --file=- /usr/sbin/chroot $(ldd /usr/sbin/chroot | grep -o '/[^ ]*') | docker import - chroot",
  );
  if (made.exitCode !== 0) throw new Error(made.stderr);
}
