/**
 * What `open` gives, from its first call on. A failure is forgotten, so that the next call opens again; calls that come
 * while it is being opened share what comes of that.
 */
export function keepOpened<Opened>(open: () => Promise<Opened>): () => Promise<Opened> {
  let kept: Promise<Opened> | undefined;
  return () => {
    kept ??= open().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}
