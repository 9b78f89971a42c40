import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Check } from "../check.ts";
import { exitCodeOf, readContainerEvents } from "../container-events.ts";
import { actionOf } from "../engine-events.ts";
import type { EngineEvent } from "../engine-replies.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type EventSpec = CheckSpecOf<"container-event">;

const DONE: Record<EventSpec["action"], string> = {
  create: "is created",
  start: "starts",
  die: "ends",
  kill: "is sent a signal by the engine",
  stop: "is stopped",
  restart: "is restarted",
  pause: "is paused",
  unpause: "goes on after a pause",
  oom: "runs out of the memory it may use",
  rename: "gets this name by `docker rename`",
  destroy: "is removed",
  exec_start: "gets a further command by `docker exec`",
};

/** The engine remembers this happening to a container of this name. */
export function containerEventCheck(spec: EventSpec): Check {
  return {
    watches: ["container"],
    async run({ engine }) {
      const events = await readContainerEvents(engine, spec.name);
      const matching = events.filter((event) => actionOf(event) === spec.action);
      const fits = matching.some((event) => codeFits(event, spec) && !hadBefore(event, events, spec));
      return fits ? PASSED : notYet(missOf(events, matching, spec), spec);
    },
  };
}

function codeFits(event: EngineEvent, { exitCode }: EventSpec): boolean {
  return exitCode === undefined || exitCodeOf(event) === exitCode;
}

/** Whether the same container saw `withoutBefore` since it was last started. */
function hadBefore(
  event: EngineEvent,
  events: readonly EngineEvent[],
  { withoutBefore }: EventSpec,
): boolean {
  if (withoutBefore === undefined) return false;
  const earlier = events.slice(0, events.indexOf(event)).filter(({ Actor }) => Actor.ID === event.Actor.ID);
  const sinceStart = earlier.slice(earlier.findLastIndex((each) => actionOf(each) === "start") + 1);
  return sinceStart.some((each) => actionOf(each) === withoutBefore);
}

function missOf(events: readonly EngineEvent[], matching: readonly EngineEvent[], spec: EventSpec): Miss {
  const { name, action, exitCode, withoutBefore } = spec;
  const code = action === "die" && exitCode !== undefined ? ` with code ${exitCode}` : "";
  const say = (found: string, next: string): Miss => ({
    found,
    expected: `\`${name}\` ${DONE[action]}${code}${withoutBefore ? `, without \`docker ${withoutBefore}\`` : ""}.`,
    next,
  });
  const latest = matching.at(-1);
  const laterStart = events.findLastIndex((event) => actionOf(event) === "start");
  if (action === "die" && latest !== undefined && laterStart > events.indexOf(latest)) {
    return say(`\`${name}\` is running.`, "End it in the way that is asked for.");
  }
  if (latest !== undefined && codeFits(latest, spec)) {
    return say(
      `\`${name}\` ended because the engine was asked to end it.`,
      `Start it again, then do it without \`docker ${withoutBefore}\`.`,
    );
  }
  if (latest !== undefined) {
    return say(
      `\`${name}\` ended with code ${exitCodeOf(latest) ?? "unknown"}.`,
      "Start it again, then try another way.",
    );
  }
  const last = events.findLast((event) => Object.hasOwn(DONE, actionOf(event)));
  if (last === undefined) {
    return say(
      `There has been no container named \`${name}\` yet.`,
      `Make it first: \`docker run\` takes the name by \`--name ${name}\`.`,
    );
  }
  const started = events.some((event) => actionOf(event) === "start");
  return say(
    started
      ? `\`${name}\` was started; this has not happened to it yet.`
      : `\`${name}\` was created, but not started.`,
    started ? `\`docker ps -a\` shows how \`${name}\` is.` : `\`docker start ${name}\` starts it.`,
  );
}
