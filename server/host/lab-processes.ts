import { existsSync } from "node:fs";
import path from "node:path";
import { onlySettings, type Settings } from "../env.ts";
import { catalogueFactsFile } from "../lessons/catalogue-facts.ts";
import { confined, type Sight, sightOfProgram, type UserIds } from "../processes/confine.ts";
import type { LabFolders } from "./lab-folders.ts";

/** A process of the lab's: how it is started. */
export interface LabProcess {
  readonly argv: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
}

/** Of a data folder: what only the set-up and the mirror need to see, but for the list of images. */
const NOT_OF_SERVER = ["mirror", "images"];

/** The lab's processes besides this one, each with what it needs. Without `user` they run as we do. */
export function labProcesses(settings: Settings, folders: LabFolders, user: UserIds | undefined) {
  const project = process.cwd();
  const { dataDir, mirrorData, mirrorRun, mirrorPrivateRun, pagesRun } = folders;
  const pagesSocket = path.join(pagesRun, "pages.sock");

  function started(
    main: string,
    env: Readonly<Record<string, string>>,
    sight: Sight,
    network = false,
  ): LabProcess {
    const argv: [string, ...string[]] = [process.execPath, main];
    const basis: Sight = [["show", project], ...sightOfProgram(process.execPath)];
    return {
      argv: user === undefined ? argv : confined(argv, { user, sight: [...basis, ...sight], network }),
      env: { NODE_ENV: "production", PATH: process.env.PATH, ...env },
    };
  }

  const course: Sight = [["show", settings.lessonsDir]];
  const learners: Sight = [
    ["change", dataDir],
    ...NOT_OF_SERVER.map((name) => path.join(dataDir, name))
      .filter((folder) => existsSync(folder))
      .map((folder) => ["hide", folder] as const),
    ["change", pagesRun],
  ];
  const images: Sight = [catalogueFactsFile(dataDir)]
    .filter((file) => existsSync(file))
    .map((file) => ["show", file] as const);
  const server = started(
    "server/web/main.ts",
    {
      ...onlySettings(process.env),
      SLIPWAY_DATA: dataDir,
      SLIPWAY_LESSONS: settings.lessonsDir,
      SLIPWAY_PAGES_SOCKET: pagesSocket,
    },
    [...course, ...learners],
  );
  const pages = started(
    "server/pages/main.ts",
    {
      SLIPWAY_DATA: dataDir,
      SLIPWAY_LESSONS: settings.lessonsDir,
      SLIPWAY_DEV: settings.development ? "1" : "0",
      SLIPWAY_NEXT_DIR: settings.nextDir,
      SLIPWAY_PAGES_SOCKET: pagesSocket,
      NEXT_TELEMETRY_DISABLED: "1",
    },
    [...course, ...learners, ...images],
  );
  const mirror = started(
    "server/mirror/main.ts",
    {
      SLIPWAY_DATA: dataDir,
      SLIPWAY_MIRROR_RUN: mirrorRun,
      ...(settings.hub === undefined ? {} : { SLIPWAY_HUB: settings.hub }),
    },
    [
      ["hide", dataDir],
      ["change", mirrorData],
      ["change", mirrorRun],
      ["change", mirrorPrivateRun],
    ],
    settings.hub !== undefined,
  );
  return { server, pages, ...(settings.driver === "fake" ? {} : { mirror }) };
}
