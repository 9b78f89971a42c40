import { SANDBOX_CAPABILITIES } from "./capabilities.ts";

/** A process to start in a sandbox, in the words of the OCI runtime specification (config.md, "Process"). */
export interface ProcessSpec {
  readonly terminal: false;
  readonly user: { readonly uid: number; readonly gid: number; readonly additionalGids: readonly number[] };
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly capabilities: Readonly<
    Record<"bounding" | "effective" | "permitted" | "inheritable", readonly string[]>
  >;
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Uid and gid of `learner` and gid of `docker`, as the workstation image makes them. */
export interface LearnerIds {
  readonly uid: number;
  readonly gid: number;
  readonly dockerGid: number;
}

/** What a shell's keeper is started as: root, so that the learner's own `kill` spares it, in the learner's environment. */
export function keeperSpec(ids: LearnerIds, args: readonly string[]): ProcessSpec {
  const learner = processSpec({ user: "learner", ids, args });
  const root = processSpec({ user: "root", ids, args });
  return { ...root, env: [...learner.env, "TERM=xterm-256color", "COLORTERM=truecolor"], cwd: learner.cwd };
}

export function processSpec(facts: {
  user: "learner" | "root";
  ids: LearnerIds;
  args: readonly string[];
}): ProcessSpec {
  const { ids, user } = facts;
  const home = user === "root" ? "/root" : "/home/learner";
  const held = user === "root" ? SANDBOX_CAPABILITIES : [];
  return {
    terminal: false,
    user:
      user === "root"
        ? { uid: 0, gid: 0, additionalGids: [] }
        : { uid: ids.uid, gid: ids.gid, additionalGids: [ids.dockerGid] },
    args: facts.args,
    env: [
      `PATH=${PATH}`,
      `HOME=${home}`,
      `USER=${user}`,
      `LOGNAME=${user}`,
      "SHELL=/bin/bash",
      // Without a UTF-8 locale readline takes the bytes of an accented letter for Meta keys.
      "LANG=C.UTF-8",
    ],
    cwd: home,
    capabilities: { bounding: SANDBOX_CAPABILITIES, effective: held, permitted: held, inheritable: [] },
  };
}
