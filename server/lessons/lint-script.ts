/** What stands in quotes is an argument, as the `sleep 600` of `sh -c 'sleep 600'` is. */
function withoutQuotes(script: string): string {
  return script.replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, (quoted) => quoted.replace(/[^\n]/g, "_"));
}

/** A loop that looks again at something: it ends when a command says so. */
const WAIT_LOOP =
  /\b(?:until|while)\b[\s\S]*?\bdo\b[\s\S]*?\bdone\b|\bfor\b[\s\S]*?\bdo\b[\s\S]*?\b(?:break|exit)\b[\s\S]*?\bdone\b/g;
/** As a command of its own, and not sent into the background, where it is something to look at. */
const SLEEP =
  /(?:^|[;&|(]|\b(?:do|then|else)\b)[ \t]*(?:sudo[ \t]+)?sleep[ \t]+[\d.]+[smh]?(?=[ \t]*(?:$|;|&&|\|\||\)|#))/m;

/** Index of the first line that waits for a time, from 0; `undefined`: none does. */
export function timedWaitLine(script: string): number | undefined {
  const bare = withoutQuotes(script).replace(WAIT_LOOP, (loop) => loop.replace(/[^\n]/g, "_"));
  const found = SLEEP.exec(bare);
  if (found === null) return undefined;
  return bare.slice(0, found.index + found[0].indexOf("sleep")).split("\n").length - 1;
}

/** Whether a check's script ends in a way that makes it pass whatever came before. */
export function ignoresExitCode(script: string): boolean {
  const bare = withoutQuotes(script).replace(/#.*$/gm, "").trim();
  if (/\|\|\s*(?:true|:)$/.test(bare)) return true;
  const endsWell = /(?:^|[;\n])\s*(?:exit 0|exit|true|:)$/.test(bare);
  return endsWell && !/\bexit [1-9]|\bset -[a-z]*e|\breturn [1-9]/.test(bare);
}
