import path from "node:path";
import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Sandbox } from "../../sandbox/driver.ts";
import type { Check } from "../check.ts";
import { describePattern, quote, quoteList } from "../quote.ts";
import { listFolder, readFileText, typeOfFile } from "../sandbox-files.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type FileSpec = CheckSpecOf<"file">;

/** A file in the sandbox, as the learner sees it. */
export function fileCheck(spec: FileSpec): Check {
  return {
    watches: [],
    async run({ sandbox }) {
      const miss = await missOf(spec, sandbox);
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

async function missOf(spec: FileSpec, sandbox: Sandbox): Promise<Miss | undefined> {
  const name = `\`${spec.path}\``;
  const type = await typeOfFile(sandbox, spec.path);
  if (!spec.present) {
    if (type === "absent") return undefined;
    return {
      found: `${name} is still there.`,
      expected: `There is no ${name} any more.`,
      next: type === "folder" ? `\`rm -r ${spec.path}\` removes it.` : `\`rm ${spec.path}\` removes it.`,
    };
  }
  if (type === "absent") return absentMiss(spec, sandbox);
  if (spec.contains === undefined && spec.lacks === undefined) return undefined;
  if (type !== "file") {
    return {
      found: `${name} is ${type === "folder" ? "a folder" : "not a plain file"}.`,
      expected: `${name} is a file.`,
      next: `Remove it with \`rm -r ${spec.path}\`, then write the file.`,
    };
  }
  return contentMiss(spec, await readFileText(sandbox, spec.path));
}

function contentMiss(
  { path: file, contains, lacks }: FileSpec,
  content: string | undefined,
): Miss | undefined {
  const name = `\`${file}\``;
  if (content === undefined) {
    return {
      found: `${name} is there, but you may not read it.`,
      expected: `${name} is yours to read.`,
      next: `\`ls -l ${file}\` shows whose it is and who may read it.`,
    };
  }
  const begins = content.trim() === "" ? "It is empty." : `It begins with ${quote(content)}.`;
  if (contains !== undefined && !new RegExp(contains).test(content)) {
    return {
      found: `${name} is there, but ${describePattern(contains)} is not in it. ${begins}`,
      expected: `${name} holds ${describePattern(contains)}.`,
      next: `\`nano ${file}\` opens it, \`cat ${file}\` shows it.`,
    };
  }
  if (lacks !== undefined && new RegExp(lacks).test(content)) {
    return {
      found: `${name} still holds ${describePattern(lacks)}.`,
      expected: `${name} no longer holds ${describePattern(lacks)}.`,
      next: `\`nano ${file}\` opens it.`,
    };
  }
  return undefined;
}

/** Says what is nearest: the same name in the home folder, or what its folder holds instead. */
async function absentMiss({ path: file }: FileSpec, sandbox: Sandbox): Promise<Miss> {
  const expected = `There is a file \`${file}\`${path.isAbsolute(file) ? "" : " in your home folder"}.`;
  const folder = path.dirname(file);
  const base = path.basename(file);
  const say = (found: string, next: string): Miss => ({ found, expected, next });

  if (folder !== "." && (await listFolder(sandbox, "."))?.includes(base)) {
    return say(
      `There is no \`${file}\`, but there is ${quote(base)} in your home folder.`,
      `\`mv ${base} ${file}\` moves it.`,
    );
  }
  const neighbours = await listFolder(sandbox, folder);
  if (neighbours === undefined) {
    return say(`There is no folder \`${folder}\`.`, `\`mkdir -p ${folder}\` makes it.`);
  }
  const there = neighbours.length > 0 ? ` There is ${quoteList(neighbours)}.` : "";
  const list = folder === "." ? "ls" : `ls ${folder}`;
  return say(`There is no \`${file}\`.${there}`, `\`${list}\` shows what is there.`);
}
