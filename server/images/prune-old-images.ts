import { z } from "zod";
import { PodmanCommandError, podman, podmanJson } from "../sandbox/podman/podman-cli.ts";
import { OUR_IMAGE_LABEL } from "./image-labels.ts";
import { planWorkstation } from "./image-names.ts";

const ListedImage = z.object({ Id: z.string(), Names: z.array(z.string()).nullish() });

/** Ids of images that none of `currentNames` names. */
export function oldImageIds(listed: unknown, currentNames: readonly string[]): string[] {
  return z
    .array(ListedImage)
    .parse(listed ?? [])
    .filter((image) => !image.Names?.some((name) => currentNames.includes(name)))
    .map((image) => image.Id);
}

/** Podman refuses to remove what a container or another image still stands on; that is the wish here too. */
async function removeUnlessUsed(id: string): Promise<boolean> {
  try {
    await podman(["image", "rm", "--", id]);
    return true;
  } catch (error) {
    if (
      error instanceof PodmanCommandError &&
      /in use|is being used|dependent child|image not known/i.test(error.stderr)
    ) {
      return false;
    }
    throw error;
  }
}

/**
 * Removes workstation and base images of earlier versions, recognised by our label, unless a container uses them.
 * Gives the number removed. Other people's images are never touched.
 */
export async function pruneOldImages(): Promise<number> {
  const { image, baseImage } = planWorkstation();
  const listed = await podmanJson(["images", "--filter", `label=${OUR_IMAGE_LABEL}`, "--format", "json"]);
  let removed = 0;
  // One after another: a base can go only once the workstation on top of it is gone, and Podman lists newest first.
  for (const id of oldImageIds(listed, [image, baseImage])) {
    if (await removeUnlessUsed(id)) removed += 1;
  }
  return removed;
}
