import type { TerminalRecording, TerminalRecordings } from "./terminal-recordings.ts";

/** Writes nothing down: for unit tests of what is above it. Output counts as safe at once. */
export function memoryRecordings(): TerminalRecordings {
  return {
    begin: (_sessionId, _terminal, safe): TerminalRecording => ({
      output: (_data, end) => safe(end),
      resized: () => {},
      drawn: () => {},
      mark: () => {},
      close: async () => {},
      remove: async () => {},
    }),
    restore: async () => [],
    remove: async () => {},
    keepOnly: async () => {},
  };
}
