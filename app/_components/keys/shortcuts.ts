/** What a shortcut of the page does. */
export type ShortcutAction =
  | "search"
  | "help"
  | "theme"
  | "next-step"
  | "previous-step"
  | "next-task"
  | "previous-task"
  | "next-command"
  | "terminal"
  | "lesson"
  | "play-pause"
  | "replay-back"
  | "replay-forward"
  | "previous-mark"
  | "next-mark"
  | "slower"
  | "faster";

/** Where keys work: on every page, on a lesson's page outside the terminal, in the terminal, on a recording's page. */
export type ShortcutPlace = "everywhere" | "lesson" | "terminal" | "replay";

export interface Shortcut {
  /** As shown; each is one way. */
  readonly keys: readonly string[];
  readonly meaning: string;
  readonly where: ShortcutPlace;
  readonly action?: ShortcutAction;
  /** `KeyboardEvent.key` of the single key, which can be switched off. */
  readonly single?: string;
}

/** Every key that the pages know: what help lists is what the pages do. */
export const shortcuts: readonly Shortcut[] = [
  {
    keys: ["/", "Ctrl K", "Cmd K"],
    single: "/",
    action: "search",
    meaning: "Search the course",
    where: "everywhere",
  },
  { keys: ["?"], single: "?", action: "help", meaning: "Open this help", where: "everywhere" },
  {
    keys: ["D"],
    single: "d",
    action: "theme",
    meaning: "Change between light and dark",
    where: "everywhere",
  },
  { keys: ["N"], single: "n", action: "next-step", meaning: "Next step", where: "lesson" },
  { keys: ["P"], single: "p", action: "previous-step", meaning: "Step before", where: "lesson" },
  { keys: ["J"], single: "j", action: "next-task", meaning: "Next task", where: "lesson" },
  { keys: ["K"], single: "k", action: "previous-task", meaning: "Task before", where: "lesson" },
  {
    keys: ["C"],
    single: "c",
    action: "next-command",
    meaning: "Next command of the step; Enter runs it",
    where: "lesson",
  },
  { keys: ["T"], single: "t", action: "terminal", meaning: "Go to the terminal", where: "lesson" },
  { keys: ["L"], single: "l", action: "lesson", meaning: "Go to the text", where: "lesson" },
  { keys: ["Space"], single: " ", action: "play-pause", meaning: "Play or pause", where: "replay" },
  {
    keys: ["Arrow left"],
    single: "ArrowLeft",
    action: "replay-back",
    meaning: "5 seconds back",
    where: "replay",
  },
  {
    keys: ["Arrow right"],
    single: "ArrowRight",
    action: "replay-forward",
    meaning: "5 seconds on",
    where: "replay",
  },
  { keys: ["["], single: "[", action: "previous-mark", meaning: "To the task before", where: "replay" },
  { keys: ["]"], single: "]", action: "next-mark", meaning: "To the next task", where: "replay" },
  { keys: ["<"], single: "<", action: "slower", meaning: "Slower", where: "replay" },
  { keys: [">"], single: ">", action: "faster", meaning: "Faster", where: "replay" },
  {
    keys: ["F6", "Shift F6"],
    meaning: "Leave the terminal: go to the next part of the page, or back",
    where: "terminal",
  },
  {
    keys: ["Ctrl C", "Cmd C"],
    meaning: "Copy what is selected; with nothing selected, interrupt the program",
    where: "terminal",
  },
  { keys: ["Ctrl Shift C"], meaning: "Copy what is selected", where: "terminal" },
  {
    keys: ["Ctrl V", "Ctrl Shift V", "Shift Insert"],
    meaning: "Paste; several lines go as one paste",
    where: "terminal",
  },
  {
    keys: ["Right click"],
    meaning: "Copy what is selected; with nothing selected, paste",
    where: "terminal",
  },
  { keys: ["Shift right click"], meaning: "The browser's own menu", where: "terminal" },
  { keys: ["Ctrl F"], meaning: "Search what the terminal has printed", where: "terminal" },
  {
    keys: ["Arrow keys on a tab"],
    meaning: "Go to another terminal; Delete closes the one in front",
    where: "terminal",
  },
];

/** Of a keyboard event, what decides about shortcuts. */
export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "repeat" | "isComposing"
>;

/**
 * The action that a key press outside of fields and terminals asks for. Letters count in lower case and without
 * Shift, so that Caps Lock or a typed capital moves nothing.
 */
export function shortcutOf(press: KeyPress, singleKeys: boolean): ShortcutAction | undefined {
  if (press.isComposing || press.repeat || press.altKey) return undefined;
  if (press.ctrlKey || press.metaKey) {
    const both = press.ctrlKey && press.metaKey;
    return !both && !press.shiftKey && press.key.toLowerCase() === "k" ? "search" : undefined;
  }
  return singleKeys ? shortcuts.find(({ single }) => single === press.key)?.action : undefined;
}
