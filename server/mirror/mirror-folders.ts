import path from "node:path";

/** The catalogue's images, as the registry keeps them. */
export const registryFolder = (dataDir: string): string => path.join(dataDir, "mirror", "registry");

/** What was pulled through from the hub. */
export const hubFolder = (dataDir: string): string => path.join(dataDir, "mirror", "hub");

/** The key and certificate with which the mirror answers for the hub. */
export const hubCertificateFolder = (dataDir: string): string =>
  path.join(dataDir, "mirror", "hub-certificate");
