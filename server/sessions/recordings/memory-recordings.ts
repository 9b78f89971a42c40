import type { SessionRecordings, TerminalRecording, TerminalRecordings } from "./terminal-recordings.ts";

/** Writes nothing down: for unit tests of what is above it. Output counts as safe at once. */
export function memorySessionRecordings(more: Partial<TerminalRecording> = {}): SessionRecordings {
  return {
    begin: (_terminal, safe): TerminalRecording => ({
      output: (_data, end) => safe(end),
      resized: () => {},
      drawn: () => {},
      mark: () => {},
      tab: () => {},
      close: async () => {},
      end: async () => {},
      ...more,
    }),
    restore: async () => ({ terminals: [], last: 0 }),
    end: async () => {},
  };
}

export function memoryRecordings(): TerminalRecordings {
  return { of: () => memorySessionRecordings() };
}
