import type { KeptHome } from "./kept-homes.ts";

/** A home of which neither keeping nor looking rejects: a machine ends, and a lesson opens, whatever the disk does. */
export function neverMind(home: KeptHome, log: (message: string, error: unknown) => void): KeptHome {
  return {
    async keep(sandbox) {
      try {
        // One that was frozen would not answer.
        await sandbox.thaw();
        await home.keep(sandbox);
      } catch (error) {
        log("its files could not be kept", error);
      }
    },
    keptAt: () =>
      home.keptAt().catch((error) => {
        log("whether files are kept could not be seen", error);
        return undefined;
      }),
    bring: (sandbox) => home.bring(sandbox),
    forget: () => home.forget(),
  };
}
