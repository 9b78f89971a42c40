/**
 * What a terminal says by itself when a program asks it about its kind, cursor, modes or colours. While old output
 * is written again, such answers come a second time, with no program waiting: the shell would take them for keys.
 */
const DEVICE_REPLY = new RegExp(
  [
    "\\x1b\\[[?>=]?[\\d;]*[cnR]", // device attributes, status, cursor position
    "\\x1b\\[\\??[\\d;]*\\$y", // modes
    "\\x1b\\[\\d*;?[\\d;]*t", // window reports
    "\\x1b\\[[IO]", // focus
    "\\x1b[\\]P][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)", // colours, settings
  ].join("|"),
  "g",
);

/** A device reply to a question. That the focus comes or goes is said unasked. */
export function isAnswer(data: string): boolean {
  return isDeviceReply(data) && data.replaceAll("\x1b[I", "").replaceAll("\x1b[O", "") !== "";
}

export function isDeviceReply(data: string): boolean {
  return data !== "" && data.replace(DEVICE_REPLY, "") === "";
}
