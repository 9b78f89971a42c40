import { X509Certificate } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../images/run-command.ts";
import { HUB_REGISTRY } from "./refusals.ts";

/** PEM texts. */
export interface Credentials {
  readonly key: string;
  readonly cert: string;
}

const VALID_DAYS = 825;
/** A new one is made when the old would end within so long. Milliseconds. */
const RENEW_MS = 60 * 24 * 3_600_000;

/** The certificate stands for one name and can sign nothing: whoever steals its key can do no more than that. */
const REQUEST = `[req]
distinguished_name = subject
x509_extensions = extensions
prompt = no
[subject]
O = The image store of this lab
CN = ${HUB_REGISTRY}
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:${HUB_REGISTRY}
`;

async function readUsable(folder: string): Promise<Credentials | undefined> {
  try {
    const [key, cert] = await Promise.all(
      ["key.pem", "cert.pem"].map((name) => readFile(path.join(folder, name), "utf8")),
    );
    if (key === undefined || cert === undefined) return undefined;
    const endsAt = Date.parse(new X509Certificate(cert).validTo);
    return endsAt - Date.now() > RENEW_MS ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The key and certificate with which the mirror answers for Docker Hub's registry, kept in `folder` (0700) and made
 * when there is none or it is about to end. Only sandboxes trust it. Needs openssl.
 */
export async function hubCertificate(folder: string): Promise<Credentials> {
  const usable = await readUsable(folder);
  if (usable !== undefined) return usable;
  await mkdir(path.dirname(folder), { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  try {
    const at = (name: string) => path.join(made, name);
    await writeFile(at("request.cnf"), REQUEST);
    await runCommand([
      "openssl",
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      String(VALID_DAYS),
      "-config",
      at("request.cnf"),
      "-keyout",
      at("key.pem"),
      "-out",
      at("cert.pem"),
    ]);
    await chmod(at("key.pem"), 0o600);
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    // Another mirror over the same data may have been quicker.
    const theirs = await readUsable(folder);
    if (theirs === undefined) throw error;
    return theirs;
  }
  const fresh = await readUsable(folder);
  if (fresh === undefined) throw new Error(`The certificate in ${folder} cannot be used.`);
  return fresh;
}
