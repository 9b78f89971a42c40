import { clsx } from "clsx";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionState } from "../../../server/protocol/session-state.ts";
import { durationWords } from "../../_lib/time-words.ts";
import { useLesson } from "../lesson/lesson-context.tsx";
import { KeptRecordings } from "../recordings/kept-recordings.tsx";
import { Button } from "../ui/button.tsx";
import { CodeText } from "../ui/code-text.tsx";
import type { Machine } from "./live-state.ts";
import { RetryWords } from "./retry-words.tsx";
import { useSession } from "./session-provider.tsx";
import { useNow } from "./use-now.ts";

/**
 * What the terminal shows while there is no machine to type on: never blank, always with a way on. What an ended
 * machine has printed stays in sight behind it.
 */
export function SandboxScreen() {
  const { live, line, requests } = useSession();
  const { machine, connection } = live;
  const overTerminal = live.tabs.list.length > 0;
  return (
    <div
      className={clsx(
        "absolute inset-0 z-10 overflow-y-auto",
        overTerminal ? "bg-terminal/60 p-4 sm:p-6" : "bg-terminal p-5 sm:p-8",
      )}
    >
      <div
        className={clsx(
          "max-w-md",
          overTerminal && "appear rounded-panel border border-line bg-surface-raised p-5 shadow-raised",
        )}
      >
        {connection === "lost" && (
          <Story title="No connection to the lab" action={{ verb: "Try now", run: requests.reconnect }}>
            {line.kind === "waiting" && line.refusal !== undefined
              ? line.refusal
              : "The server does not answer."}{" "}
            This page keeps trying; your machine, if you had one, runs on. <RetryWords line={line} />
            <p className="mt-3">
              <a
                href="/preflight"
                className="text-accent underline underline-offset-3 hover:text-accent-strong"
              >
                Test the connection
              </a>
            </p>
          </Story>
        )}
        {connection !== "lost" && !machine && (
          <Story title="Connecting to the lab">Your machine is asked for as soon as the line is open.</Story>
        )}
        {connection !== "lost" && machine && <MachineStory machine={machine} onOpen={requests.open} />}
      </div>
    </div>
  );
}

function MachineStory({ machine, onOpen }: { machine: Machine; onOpen: () => void }) {
  const now = useNow(100);
  const { trackId, lessonId } = useLesson();
  const since = now ? Math.max(0, now.steady - machine.receivedAt) : 0;
  const { state } = machine;
  switch (state.status) {
    case "queued":
      return (
        <Story title={`You are number ${state.place} in the queue`}>
          {state.for === "lab"
            ? "All machines of this lab are in use. Keep this page open: the place that becomes free for you is yours, in about"
            : "Other machines are being made first. Yours should be ready in about"}{" "}
          {durationWords(Math.max(1_000, state.estimateMs - since))}.
        </Story>
      );
    case "creating":
      return <Creating state={state} machineMs={machine.machineMs} since={since} />;
    case "resetting":
      return (
        <Story title="Resetting your machine">
          <Phases>
            <Phase name="Making a fresh machine" ms={state.elapsedMs + since} done={false} />
          </Phases>
          <Usual elapsedMs={state.elapsedMs + since} usualMs={state.usualMs} />
        </Story>
      );
    case "expired":
      return (
        <Story title="Your machine has ended" action={{ verb: "Start a new machine", run: onOpen }}>
          Its time was over at {timeOfDay(state.at)}. Your progress is kept, and what was in your home folder
          can be had on a new machine, if it is small; containers and images are gone. A new one takes about a
          second.
          <KeptRecordings trackId={trackId} lessonId={lessonId} />
        </Story>
      );
    case "failed":
      return (
        <Story
          title={failureTitle(state)}
          action={{ verb: state.code === "sandbox-gone" ? "Start a new machine" : "Try again", run: onOpen }}
        >
          <CodeText>{state.message}</CodeText>
          <KeptRecordings trackId={trackId} lessonId={lessonId} />
        </Story>
      );
    case "ready":
    case "frozen":
      return null;
  }
}

function Creating(props: {
  state: Extract<SessionState, { status: "creating" }>;
  machineMs: number | undefined;
  since: number;
}) {
  const { state, machineMs, since } = props;
  const elapsed = state.elapsedMs + since;
  const engine = state.phase === "engine";
  return (
    <Story title="Your machine is on its way">
      <Phases>
        <Phase name="Making your machine" ms={engine ? (machineMs ?? 0) : elapsed} done={engine} />
        {engine && <Phase name="Starting its Docker Engine" ms={elapsed - (machineMs ?? 0)} done={false} />}
      </Phases>
      <Usual elapsedMs={elapsed} usualMs={state.usualMs} />
    </Story>
  );
}

interface StoryProps {
  title: string;
  action?: { verb: string; run: () => void };
  children: ReactNode;
}

function Story({ title, action, children }: StoryProps) {
  return (
    <>
      <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
      <div className="mt-2 text-[0.9375rem] leading-relaxed text-ink-muted">{children}</div>
      {action && (
        <Button look="primary" className="mt-5" onClick={action.run}>
          {action.verb}
        </Button>
      )}
    </>
  );
}

function Phases({ children }: { children: ReactNode }) {
  return <ul className="mt-3 flex flex-col gap-1.5 font-mono text-sm text-ink">{children}</ul>;
}

function Phase({ name, ms, done }: { name: string; ms: number; done: boolean }) {
  return (
    <li className="flex items-baseline gap-3">
      <span className="w-64 max-w-[60vw]">{name}</span>
      <span className="w-14 text-right tabular-nums">{durationWords(ms)}</span>
      {done && <Check className="size-4 self-center text-ok" aria-label="done" />}
    </li>
  );
}

function Usual({ elapsedMs, usualMs }: { elapsedMs: number; usualMs: number }) {
  const share = Math.min(0.96, elapsedMs / Math.max(usualMs, 1));
  const late = elapsedMs > 2 * usualMs + 2_000;
  return (
    <>
      <div className="mt-4 h-1 overflow-hidden rounded-full bg-line" aria-hidden="true">
        <div
          className="h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <p className="mt-2 text-sm">
        {late
          ? `This usually takes ${durationWords(usualMs)}. The lab is busy; it goes on.`
          : `Usually ${durationWords(usualMs)}.`}
      </p>
    </>
  );
}

function failureTitle(state: Extract<SessionState, { status: "failed" }>): string {
  if (state.code === "sandbox-gone") return "Your machine has stopped";
  if (state.code === "no-capacity" || state.code === "too-many") return "No machine right now";
  return "Your machine did not start";
}

function timeOfDay(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
