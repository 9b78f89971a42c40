/** What a key means while Ctrl is held: `c` -> 0x03. A key without a control code stays as it is. */
export function withCtrl(key: string): string {
  if (!/^[a-zA-Z@[\\\]^_]$/.test(key)) return key;
  return String.fromCharCode(key.toUpperCase().charCodeAt(0) & 0x1f);
}
