/** A simple command, as far as its words can be told without running it. */
export interface ShellCommand {
  /** Quotes taken off. A word that the shell would fill in holds a `$` or a backtick. */
  readonly words: readonly string[];
  /** From 0, in the script. */
  readonly line: number;
  /** `command || ...`: its failure was expected. */
  readonly mayFail: boolean;
}

const HERE_DOCUMENT = /<<-?\s*(["']?)(\w+)\1/;
/** Words that may stand before a command without being it. */
const BEFORE = /^(sudo|time|if|then|else|elif|while|until|do|!|\{|[A-Za-z_]\w*=.*)$/;

/** The simple commands of a shell script, in order; what here-documents hold is left out. */
export function shellCommands(script: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let line = 0;
  let begun = 0;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = (mayFail = false) => {
    endWord();
    while (words[0] !== undefined && BEFORE.test(words[0])) words.shift();
    if (words.length > 0) commands.push({ words, line: begun, mayFail });
    words = [];
    begun = line;
  };
  const text = withoutHereDocuments(script);
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    const rest = text.slice(at);
    if (word === undefined && words.length === 0) begun = line;
    if (sign === "'" || sign === '"') {
      const quoted = (sign === "'" ? /^'([^']*)'?/ : /^"((?:\\[\s\S]|[^"\\])*)"?/).exec(rest);
      word = (word ?? "") + (quoted?.[1] ?? "");
      line += (quoted?.[0].match(/\n/g) ?? []).length;
      at += (quoted?.[0].length ?? 1) - 1;
    } else if (sign === "\\") {
      if (text[at + 1] === "\n") line += 1;
      else word = (word ?? "") + (text[at + 1] ?? "");
      at += 1;
    } else if (sign === "#" && word === undefined) {
      at += (/^[^\n]*/.exec(rest)?.[0].length ?? 1) - 1;
    } else if (sign === "\n") {
      endCommand();
      line += 1;
    } else if (/[;&|()]/.test(sign)) {
      const substitution = sign === "(" && word?.endsWith("$");
      if (substitution) {
        // `$(...)` within a word: what stands around it cannot be told, what stands in it is a command of its own.
        words.push(word ?? "");
        word = undefined;
      }
      const twice = text[at + 1] === sign;
      endCommand(sign === "|" && twice);
      if (twice) at += 1;
    } else if (/\s/.test(sign)) endWord();
    else word = (word ?? "") + sign;
  }
  endCommand();
  return commands;
}

function withoutHereDocuments(script: string): string {
  let end: string | undefined;
  return script
    .split("\n")
    .map((text) => {
      if (end !== undefined) {
        if (text.trim() === end) end = undefined;
        return "";
      }
      end = HERE_DOCUMENT.exec(text)?.[2];
      return text;
    })
    .join("\n");
}

/** What here-documents hold: their text and the line, from 0, where it begins. */
export function hereDocuments(script: string): { readonly text: string; readonly line: number }[] {
  const documents: { text: string; line: number }[] = [];
  let end: string | undefined;
  let held: string[] = [];
  for (const [index, text] of script.split("\n").entries()) {
    if (end === undefined) {
      end = HERE_DOCUMENT.exec(text)?.[2];
      held = [];
    } else if (text.trim() === end) {
      documents.push({ text: held.join("\n"), line: index - held.length });
      end = undefined;
    } else held.push(text);
  }
  return documents;
}
