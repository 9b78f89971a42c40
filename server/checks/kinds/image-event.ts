import { normaliseImageName } from "../../lessons/image-name.ts";
import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { EngineClient } from "../../sandbox/engine-client.ts";
import type { Check } from "../check.ts";
import { actionOf, nameOf, readEngineEvents } from "../engine-events.ts";
import type { EngineEvent } from "../engine-replies.ts";
import { readImageNames } from "../image-facts.ts";
import { quoteList } from "../quote.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type EventSpec = CheckSpecOf<"image-event">;
type Action = EventSpec["action"];

const DONE: Record<Action, string> = {
  pull: "is pulled",
  push: "is pushed",
  tag: "is given as a name",
  untag: "is taken away as a name",
  delete: "is deleted",
  save: "is saved to a file",
  load: "is loaded from a file",
  import: "is imported from a file",
};
const COMMANDS: Record<Action, string> = {
  pull: "docker pull",
  push: "docker push",
  tag: "docker tag",
  untag: "docker rmi",
  delete: "docker rmi",
  save: "docker save",
  load: "docker load",
  import: "docker import",
};
/** With these a name comes onto the engine. */
const ARRIVALS: readonly string[] = ["pull", "tag", "load", "import"];

/** The engine remembers this happening to an image. */
export function imageEventCheck(spec: EventSpec): Check {
  return {
    watches: ["image"],
    async run({ engine }) {
      const events = await readEngineEvents(engine, { type: ["image"] });
      const happened = await readHistory(engine, events, spec.name);
      const done = events.filter((event) => actionOf(event) === spec.action);
      return done.some((event) => happened(event)) ? PASSED : notYet(missOf(events, done, spec), spec);
    },
  };
}

/**
 * Tells whether an event is about the image of this name. `pull`, `push` and `tag` say the name; the others say the
 * image's id only, which the name had when it was given, or has now. When a pulled image is deleted, both are gone:
 * then it is the event after the pull, of an image that is known by no other name.
 */
async function readHistory(
  engine: EngineClient,
  events: readonly EngineEvent[],
  name: string,
): Promise<(event: EngineEvent) => boolean> {
  const wanted = normaliseImageName(name);
  const now = (await readImageNames(engine)).map((each) => ({
    ...each,
    name: normaliseImageName(each.name),
  }));
  const given = events
    .filter((event) => actionOf(event) === "tag")
    .map((event) => ({ name: normaliseImageName(nameOf(event) ?? ""), id: event.Actor.ID }));
  const known = [...now, ...given];
  const ids = new Set(known.filter((each) => each.name === wanted).map(({ id }) => id));
  const otherIds = new Set(known.filter((each) => each.name !== wanted).map(({ id }) => id));
  const isThere = now.some((each) => each.name === wanted);
  const arrivals = events.filter(
    (event) => ARRIVALS.includes(actionOf(event)) && (names(event, wanted) || ids.has(event.Actor.ID)),
  );

  return (event) => {
    if (names(event, wanted)) return true;
    const takesAway = ["untag", "delete"].includes(actionOf(event));
    if (!takesAway) return ids.has(event.Actor.ID);
    const at = events.indexOf(event);
    const cameBefore = arrivals.some((arrival) => events.indexOf(arrival) < at);
    const cameAgain = arrivals.some((arrival) => events.indexOf(arrival) > at);
    if (isThere && !cameAgain) return false;
    return cameBefore && (ids.has(event.Actor.ID) || !otherIds.has(event.Actor.ID));
  };
}

/** A pull or a push says the name with its tag as the id, and without it as the name. */
function saidName(event: EngineEvent): string | undefined {
  const said = ["pull", "push"].includes(actionOf(event)) ? event.Actor.ID : nameOf(event);
  return said === "" || said?.startsWith("sha256:") ? undefined : said;
}

function names(event: EngineEvent, wanted: string): boolean {
  const said = saidName(event);
  return said !== undefined && normaliseImageName(said) === wanted;
}

function missOf(events: readonly EngineEvent[], done: readonly EngineEvent[], spec: EventSpec): Miss {
  const { name, action } = spec;
  const named = [...new Set(done.map(saidName).filter((other) => other !== undefined))];
  return {
    found:
      named.length > 0
        ? `Your engine remembers ${quoteList(named)}, but not \`${name}\`.`
        : events.length === 0
          ? "Your engine remembers nothing about images yet."
          : `Your engine does not remember that \`${name}\` ${DONE[action]}.`,
    expected: `\`${name}\` ${DONE[action]}.`,
    next: `\`${COMMANDS[action]}\` does this.`,
  };
}
