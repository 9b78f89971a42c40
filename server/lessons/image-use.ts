import { parseDocument } from "yaml";
import { hereDocuments, type ShellCommand, shellCommands } from "./shell-commands.ts";

/** Images that a text has the engine fetch, and names that it gives to images. */
export interface ImageUse {
  readonly used: readonly { readonly name: string; readonly line: number }[];
  readonly made: readonly string[];
}

/** Options of `docker run` and `create` that stand alone; every other takes a value. */
const FLAGS = new Set(
  (
    "--detach --disable-content-trust --help --init --interactive --no-healthcheck --oom-kill-disable " +
    "--privileged --publish-all --quiet --read-only --rm --sig-proxy --tty"
  ).split(" "),
);
const SHORT_FLAGS = "ditqP";
const MAKES: Record<string, (words: readonly string[]) => string | undefined> = {
  tag: (words) => words.at(-1),
  commit: (words) => words.at(-1),
  import: (words) => words.at(-1),
};

/** What a shell script does with images. Lines count from 0. */
export function imagesOfScript(script: string): ImageUse {
  const used: { name: string; line: number }[] = [];
  const made: string[] = [];
  for (const command of shellCommands(script)) {
    made.push(...madeBy(command));
    const name = command.mayFail ? undefined : fetchedBy(command);
    if (name !== undefined && isPlain(name)) used.push({ name, line: command.line });
  }
  for (const { text, line } of hereDocuments(script)) {
    const within = imagesOfFile(text);
    used.push(...within.used.map((use) => ({ ...use, line: line + use.line })));
    made.push(...within.made);
  }
  return { used, made };
}

/** What a Dockerfile or a compose file needs. Lines count from 0. */
export function imagesOfFile(text: string): ImageUse {
  const stages = new Set<string>();
  const used: { name: string; line: number }[] = [];
  for (const [line, words] of text.split("\n").entries()) {
    const from = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+[Aa][Ss]\s+(\S+))?\s*$/.exec(words);
    const name = from?.[1];
    if (name !== undefined && name !== "scratch" && !stages.has(name) && isPlain(name))
      used.push({ name, line });
    if (from?.[2] !== undefined) stages.add(from[2]);
  }
  const services = servicesOf(text);
  const made: string[] = [];
  for (const { image, build } of services) {
    if (build) made.push(image);
    else if (isPlain(image)) {
      const line = text.split("\n").findIndex((each) => /^\s*image:/.test(each) && each.includes(image));
      used.push({ name: image, line: Math.max(0, line) });
    }
  }
  return { used, made };
}

function servicesOf(text: string): { image: string; build: boolean }[] {
  if (!/^services:/m.test(text)) return [];
  const document = parseDocument(text);
  const content: unknown = document.errors.length > 0 ? undefined : document.toJS();
  const services = isRecord(content) && isRecord(content.services) ? Object.values(content.services) : [];
  return services.flatMap((service) =>
    isRecord(service) && typeof service.image === "string"
      ? [{ image: service.image, build: service.build !== undefined }]
      : [],
  );
}

/** The words after `docker`, without the noun of `docker image pull`. */
function dockerWords({ words }: ShellCommand): readonly string[] {
  if (words[0] !== "docker") return [];
  return /^(container|image|buildx)$/.test(words[1] ?? "") ? words.slice(2) : words.slice(1);
}

function fetchedBy(command: ShellCommand): string | undefined {
  const [verb, ...words] = dockerWords(command);
  if (verb !== "run" && verb !== "create" && verb !== "pull") return undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) return word;
    if (takesNext(word, verb === "pull")) at += 1;
  }
  return undefined;
}

/** Whether the next word is this option's value. */
function takesNext(option: string, pulls: boolean): boolean {
  if (option.startsWith("--")) return !option.includes("=") && !FLAGS.has(option) && option !== "--all-tags";
  if (pulls) return false;
  const letters = option.slice(1);
  const valued = [...letters].findIndex((letter) => !SHORT_FLAGS.includes(letter));
  return valued !== -1 && valued === letters.length - 1;
}

function madeBy(command: ShellCommand): string[] {
  const [verb = "", ...words] = dockerWords(command);
  if (verb === "manifest" && words[0] === "create")
    return words.slice(1).filter((word) => !word.startsWith("-"));
  if (verb === "build") {
    return words.flatMap((word, index) => {
      if (word === "-t" || word === "--tag") return words[index + 1] ?? [];
      return /^--tag=(.+)/.exec(word)?.[1] ?? [];
    });
  }
  const name = MAKES[verb]?.(words);
  return name === undefined ? [] : [name];
}

/** A name as it would be typed: not one that the shell fills in, and no placeholder. */
function isPlain(name: string): boolean {
  return /^[a-z0-9][\w.:/@-]*$/.test(name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
