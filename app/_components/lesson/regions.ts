/** The page's regions carry `data-region`; within one, `data-region-focus` names what takes the focus. */
const REGION = "[data-region]";

const isShown = (element: HTMLElement) => element.getClientRects().length > 0;

/** In order of preference: the terminal's keyboard, what the region names, its first link or button. */
const TARGETS = [".xterm-helper-textarea", "[data-region-focus]", "a, button:enabled"];

function focusTarget(region: HTMLElement): HTMLElement | undefined {
  return TARGETS.flatMap((selector) => [...region.querySelectorAll<HTMLElement>(selector)]).find(
    (candidate) => isShown(candidate) && !candidate.closest("[inert]"),
  );
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
