/** Opens a link that a program printed: only of the web, and told nothing of where it came from. */
export function openLink(_event: unknown, address: string): void {
  if (/^https?:/i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
}
