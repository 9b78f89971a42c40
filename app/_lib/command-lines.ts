export interface CommandLine {
  readonly text: string;
  /** A command begins here; otherwise the line continues the one above. */
  readonly prompt: boolean;
}

const HERE_DOCUMENT = /<<-?\s*(["']?)(\w+)\1/;

/** The lines of a shell command, with a prompt only where the shell would show one. */
export function commandLines(code: string): readonly CommandLine[] {
  let endOfDocument: string | undefined;
  let continues = false;
  return code.split("\n").map((text) => {
    const prompt = endOfDocument === undefined && !continues;
    if (endOfDocument !== undefined) {
      if (text.trim() === endOfDocument) endOfDocument = undefined;
    } else {
      endOfDocument = HERE_DOCUMENT.exec(text)?.[2];
      continues = text.endsWith("\\");
    }
    return { text, prompt };
  });
}

/** What to type so that a shell runs the command: each line followed by Enter. */
export function keysFor(code: string): string {
  return `${code.trimEnd().split("\n").join("\r")}\r`;
}
