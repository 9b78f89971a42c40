import type { Duplex } from "node:stream";
import type { z } from "zod";
import type { SandboxId } from "../driver.ts";
import { SandboxError, sandboxGone } from "../sandbox-error.ts";
import type { StreamedDriver, StreamedSandbox } from "../streamed-driver.ts";
import type { HostLink } from "./link.ts";
import { type Answer, Call } from "./messages.ts";
import { passable } from "./passable.ts";
import { DRIVER_VERBS, type Facts, Id, SANDBOX_VERBS, Spec } from "./verbs.ts";

/** Calls at a time: thirty learners' checks are far fewer. */
const MAX_CALLS = 1_000;
const MAX_DETAIL = 500;

/** What a peer is served with. */
export interface Service {
  readonly driver: StreamedDriver;
  readonly link: HostLink;
  /** Whether the driver may have made a sandbox of this name. */
  readonly isOurs: (id: SandboxId) => boolean;
  /** Folder for sockets that live for a moment; only this process's user may enter it. */
  readonly relayDir: string;
  /** Hears of every message that no sound peer sends. */
  readonly onRefused: (why: string) => void;
}

/** Not to be answered with what it asked for, by no fault of a sandbox. */
class Refusal extends Error {}

/**
 * Answers the calls that come over the link, for as long as it lives. The peer faces the network and is not trusted:
 * what is not in the table of verbs, has other arguments, or names a sandbox that is not ours, is refused. A peer may
 * use the sandboxes that it has created or resumed over this link, and no others.
 */
export function serveDriver({ driver, link, isOurs, relayDir, onRefused }: Service): void {
  const held = new Map<SandboxId, StreamedSandbox>();
  let underWay = 0;

  function known(text: unknown): SandboxId {
    const id = Id.safeParse(text);
    if (!id.success || !isOurs(id.data)) throw new Refusal("names no sandbox of this lab");
    return id.data;
  }

  function hold(sandbox: StreamedSandbox): Facts {
    held.set(sandbox.id, sandbox);
    const { id, owner, limits } = sandbox;
    return { id, owner, limits, tellsUse: sandbox.usage !== undefined };
  }

  async function onDriver({ call, verb, args }: Call): Promise<unknown> {
    if (verb === "create") {
      const spec = checked(Spec, args[0]);
      return hold(await driver.create(spec, (phase) => answer({ call, phase })));
    }
    if (verb === "prepare") return driver.prepare(...checked(DRIVER_VERBS.prepare.args, args));
    if (!Object.hasOwn(DRIVER_VERBS, verb)) throw new Refusal("unknown verb");
    const name = verb as Exclude<keyof typeof DRIVER_VERBS, "prepare">;
    const taken = checked<readonly SandboxId[]>(DRIVER_VERBS[name].args, args);
    // Records may name a sandbox of another lab, or of a driver before this one: there is none of that name here.
    if (!taken.every(isOurs)) return undefined;
    const method = driver[name].bind(driver) as (...args: readonly unknown[]) => Promise<unknown>;
    const result = await method(...taken);
    if (name === "remove") for (const id of taken) held.delete(id);
    if (DRIVER_VERBS[name].result !== "sandbox" || result === undefined) return result;
    return hold(result as StreamedSandbox);
  }

  async function onSandbox({ verb, args }: Call, id: SandboxId): Promise<unknown> {
    if (!Object.hasOwn(SANDBOX_VERBS, verb)) throw new Refusal("unknown verb");
    const name = verb as keyof typeof SANDBOX_VERBS;
    const taken = checked<readonly unknown[]>(SANDBOX_VERBS[name].args, args);
    const sandbox = held.get(id);
    if (sandbox === undefined) {
      // Destroyed before, perhaps a moment ago.
      if (name === "status") return "gone";
      if (name === "destroy") return undefined;
      throw sandboxGone(id);
    }
    const method = sandbox[name] as ((...args: readonly unknown[]) => Promise<unknown>) | undefined;
    if (method === undefined) throw new Refusal("this driver has no such method");
    const result = await method(...taken);
    if (name === "destroy") held.delete(id);
    return result;
  }

  async function carryOut(message: Call): Promise<void> {
    const { call, verb, sandbox } = message;
    if (sandbox === undefined) return answer({ call, result: await onDriver(message) });
    const result = await onSandbox(message, known(sandbox));
    const isStream = SANDBOX_VERBS[verb as keyof typeof SANDBOX_VERBS].result === "stream";
    if (!isStream || result === undefined) return answer({ call, result });
    link.pass(call, await passable(result as Duplex, relayDir));
  }

  const answer = (message: Answer) => link.send(message);

  link.onMessage((message) => {
    const parsed = Call.safeParse(message);
    if (!parsed.success) {
      onRefused("a message that is no call");
      return;
    }
    const { call, verb } = parsed.data;
    const fail = (error: unknown) => answer({ call, error: told(error) });
    if (underWay >= MAX_CALLS) {
      // No attack: a host that has too little of the processor falls behind a sound server.
      fail(tooBusy());
      return;
    }
    underWay += 1;
    carryOut(parsed.data)
      .catch((error) => {
        if (error instanceof Refusal) onRefused(`${JSON.stringify(verb)}: ${error.message}`);
        fail(error);
      })
      .finally(() => {
        underWay -= 1;
      });
  });
}

const tooBusy = () =>
  new SandboxError({
    code: "no-capacity",
    learnerMessage:
      "The lab has too much to do to look after your machine at this moment. Try again in a moment.",
    detail: `more than ${MAX_CALLS} calls at a time`,
  });

/** What crosses: a sandbox's fault with all its words, any other as detail for the log. */
function told(error: unknown) {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof SandboxError)
    return { code: error.code, learnerMessage: error.learnerMessage, detail };
  return { learnerMessage: "", detail: detail.slice(0, MAX_DETAIL) };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal("arguments of another kind");
  return parsed.data;
}
