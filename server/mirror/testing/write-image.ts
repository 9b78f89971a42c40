import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** A catalogue's folder with one tiny image in it, told apart by `text`; `fields` are further ones of image.yaml. */
export async function writeImage(
  catalogueFolder: string,
  name: string,
  text: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const folder = path.join(catalogueFolder, name);
  await mkdir(path.join(folder, "rootfs"), { recursive: true });
  const image = {
    name,
    description: "For a test.",
    use: "For a test.",
    standIn: false,
    config: { cmd: ["/none"] },
    ...fields,
  };
  await writeFile(path.join(folder, "image.yaml"), JSON.stringify(image));
  await writeFile(path.join(folder, "rootfs/text"), text);
}
