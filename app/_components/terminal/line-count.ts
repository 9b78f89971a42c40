/** Lines of a text, whatever ends them; an end of line at its end begins no new one. */
export function lineCount(text: string): number {
  return text.replace(/(\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/).length;
}
