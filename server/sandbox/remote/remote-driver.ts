import type { Duplex } from "node:stream";
import type { z } from "zod";
import type { CreatePhase, SandboxDriver } from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { type StreamedSandbox, withTerminals } from "../streamed-driver.ts";
import type { UserLink } from "./link.ts";
import { Answer, type Call } from "./messages.ts";
import { DRIVER_VERBS, Facts, SANDBOX_VERBS } from "./verbs.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onPhase?: ((phase: CreatePhase) => void) | undefined;
}

/** The driver of another process, which `serveDriver` serves at the other end of the link. */
export function createRemoteDriver(link: UserLink): SandboxDriver {
  const waiting = new Map<number, Waiting>();
  let calls = 0;

  function ask(facts: Omit<Call, "call">, onPhase?: Waiting["onPhase"]): Promise<unknown> {
    calls += 1;
    const call = calls;
    return new Promise((resolve, reject) => {
      waiting.set(call, { resolve, reject, onPhase });
      link.send({ call, ...facts });
    });
  }

  link.onMessage((message) => {
    const answer = Answer.parse(message);
    const asked = waiting.get(answer.call);
    if (asked === undefined) return;
    if ("phase" in answer) {
      asked.onPhase?.(answer.phase);
      return;
    }
    waiting.delete(answer.call);
    if ("error" in answer) asked.reject(asError(answer.error));
    else asked.resolve(answer.result);
  });

  link.onSocket((call, socket) => {
    const asked = waiting.get(call);
    waiting.delete(call);
    if (asked === undefined) socket?.destroy();
    else if (socket === undefined) asked.reject(closedOnItsWay());
    else asked.resolve(socket);
  });

  function sandboxOf(answer: unknown): StreamedSandbox {
    const { tellsUse, ...facts } = Facts.parse(answer);
    const methods = Object.entries(SANDBOX_VERBS)
      .filter(([verb]) => verb !== "usage" || tellsUse)
      .map(([verb, { result }]) => [
        verb,
        async (...args: unknown[]) => {
          // JSON would make null of what is left out at the end.
          const given = args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
          const value = await ask({ verb, sandbox: facts.id, args: given });
          return result === "stream" ? (value as Duplex | undefined) : (result as z.ZodType).parse(value);
        },
      ]);
    return { ...facts, ...(Object.fromEntries(methods) as Omit<StreamedSandbox, keyof typeof facts>) };
  }

  return withTerminals({
    create: async (spec, onPhase) => sandboxOf(await ask({ verb: "create", args: [spec] }, onPhase)),
    async resume(id) {
      const answer = await ask({ verb: "resume", args: [id] });
      return answer === undefined ? undefined : sandboxOf(answer);
    },
    prepare: async (images) =>
      DRIVER_VERBS.prepare.result.parse(await ask({ verb: "prepare", args: [images] })),
    list: async () => DRIVER_VERBS.list.result.parse(await ask({ verb: "list", args: [] })),
    remove: async (id) => void (await ask({ verb: "remove", args: [id] })),
    async close() {},
  });
}

type Told = Extract<Answer, { error: unknown }>["error"];

const asError = ({ code, learnerMessage, detail }: Told): Error =>
  code === undefined
    ? new Error(`the sandbox host: ${detail}`)
    : new SandboxError({ code, learnerMessage, detail });

const closedOnItsWay = () =>
  new SandboxError({
    code: "engine-unreachable",
    learnerMessage: "Your machine closed the connection. Try again.",
    detail: "a stream was closed before it came over",
  });
