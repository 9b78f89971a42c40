import { stringify } from "yaml";

/** One process of the CNCF registry, in its own terms. */
export interface RegistrySettings {
  /** Absolute; made by the registry when absent. */
  readonly storage: string;
  readonly listen: { readonly socketPath: string } | { readonly port: number };
  /** `read-only` serves what is there; `writable` is for publishing; `proxy` fetches from `hub` and keeps it. */
  readonly mode: { readonly kind: "read-only" } | { readonly kind: "writable" } | ProxyMode;
}

interface ProxyMode {
  readonly kind: "proxy";
  readonly hub: string;
}

/** The registry's configuration file. It never listens beyond this machine. */
export function registryConfig({ storage, listen, mode }: RegistrySettings): string {
  return stringify({
    version: "0.1",
    log: { level: "error", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: storage },
      cache: { blobdescriptor: "inmemory" },
      ...(mode.kind === "read-only" ? { maintenance: { readonly: { enabled: true } } } : {}),
      ...(mode.kind === "writable" ? { delete: { enabled: true } } : {}),
    },
    ...(mode.kind === "proxy" ? { proxy: { remoteurl: mode.hub } } : {}),
    http: "port" in listen ? { addr: `127.0.0.1:${listen.port}` } : { net: "unix", addr: listen.socketPath },
  });
}
