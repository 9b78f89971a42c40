/** Puts a text on the clipboard. `false`: the browser refused; show the text, so that it can be copied by hand. */
export async function writeClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by permission or policy: the older way below may still be allowed.
    }
  }
  return copyByEvent(text);
}

/** Pages that came by plain http have no Clipboard API; a copy event within a click or key press still works. */
function copyByEvent(text: string): boolean {
  let taken = false;
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    taken = true;
  };
  document.addEventListener("copy", onCopy, { capture: true });
  try {
    return document.execCommand("copy") && taken;
  } finally {
    document.removeEventListener("copy", onCopy, { capture: true });
  }
}

/** The clipboard's text; `undefined` where the browser does not let a page read it. */
export async function readClipboard(): Promise<string | undefined> {
  try {
    return await navigator.clipboard?.readText();
  } catch {
    return undefined;
  }
}
