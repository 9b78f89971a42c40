export type ImageKind = "base" | "workstation";

/** Every image we make in Podman carries these: by them they are found again, and nothing else is touched. */
export const OUR_IMAGE_LABEL = "io.slipway=image";

export const imageLabels = (kind: ImageKind): Readonly<Record<string, string>> => ({
  "io.slipway": "image",
  "io.slipway.kind": kind,
});
