/** The page's regions carry `data-region`; within one, `data-region-focus` names what takes the focus. */
const REGION = "[data-region]";

const isShown = (element: HTMLElement) => element.getClientRects().length > 0;

function focusTarget(region: HTMLElement): HTMLElement | undefined {
  const candidates = region.querySelectorAll<HTMLElement>(
    ".xterm-helper-textarea, [data-region-focus], a, button",
  );
  return [...candidates].find((candidate) => isShown(candidate.parentElement ?? candidate));
}

/** Moves the focus to the next or previous region in view: the keyboard's way out of the terminal. */
export function moveToRegion(direction: "next" | "previous"): void {
  const regions = [...document.querySelectorAll<HTMLElement>(REGION)].filter(isShown);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const step = direction === "next" ? 1 : -1;
  const from = here === -1 && direction === "previous" ? 0 : here;
  const region = regions[(from + step + regions.length) % regions.length];
  if (region) focusTarget(region)?.focus();
}
