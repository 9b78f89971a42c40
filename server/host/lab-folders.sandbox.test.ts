import { chown, link, lstat, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { labFolders, makeLabFolders } from "./lab-folders.ts";

/** Numbers are all that counts here: no such user need exist. */
const USER = { uid: 54_321, gid: 54_322 };

let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);
const ownerOf = async (...names: string[]) => (await lstat(at(...names))).uid;
const make = () => makeLabFolders(labFolders(at("data"), at("run")), USER);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-folders-"));
  await mkdir(at("data/terminals/one"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("hands over what a lab before this one wrote as root, and leaves images and strangers' files alone", async () => {
  for (const file of ["slipway.db", "slipway.db-wal", "cookie-secret", "terminals/one/0.cast", "notes.txt"]) {
    await writeFile(at("data", file), "");
  }
  await mkdir(at("data/mirror/registry"), { recursive: true });
  await mkdir(at("data/mirror/hub-certificate"), { recursive: true });
  await make();
  for (const file of ["slipway.db", "slipway.db-wal", "cookie-secret", "terminals/one/0.cast"]) {
    expect(await ownerOf("data", file), file).toBe(USER.uid);
  }
  expect(await ownerOf("data/mirror/hub-certificate")).toBe(USER.uid);
  for (const file of [".", "notes.txt", "mirror", "mirror/registry"]) {
    expect(await ownerOf("data", file), file).toBe(0);
  }
  expect((await lstat(at("data"))).mode & 0o7777).toBe(0o1775);
});

it("hands over what a lab without root wrote, by whose the data folder is, and nothing of anybody else", async () => {
  const [person, stranger] = [54_323, 54_324];
  await chown(at("data"), person, person);
  for (const [file, owner] of [
    ["slipway.db", person],
    ["cookie-secret", stranger],
    ["notes.txt", person],
  ] as const) {
    await writeFile(at("data", file), "");
    await chown(at("data", file), owner, owner);
  }
  await make();
  expect(await ownerOf("data", "slipway.db")).toBe(USER.uid);
  expect(await ownerOf("data", "cookie-secret")).toBe(stranger);
  expect(await ownerOf("data", "notes.txt")).toBe(person);
});

it("follows no link, and takes no file that has another name as well", async () => {
  await mkdir(at("etc"));
  await writeFile(at("etc/shadow"), "");
  await writeFile(at("etc/gshadow"), "");
  await symlink(at("etc"), at("data/terminals/two"));
  await symlink(at("etc/shadow"), at("data/operator-token"));
  await link(at("etc/gshadow"), at("data/cookie-secret"));
  await make();
  for (const file of ["etc", "etc/shadow", "etc/gshadow"]) expect(await ownerOf(file), file).toBe(0);
});

it("makes folders for sockets that only those may enter who need them", async () => {
  await make();
  const mode = async (name: string) => (await lstat(at("run", name))).mode & 0o777;
  expect([await mode("pages"), await ownerOf("run/pages")]).toEqual([0o700, USER.uid]);
  expect([await mode("relay"), await ownerOf("run/relay")]).toEqual([0o700, 0]);
  expect([await mode("mirror"), await ownerOf("run/mirror")]).toEqual([0o755, USER.uid]);
});
