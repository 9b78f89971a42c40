import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** A catalogue's folder with one tiny image in it, told apart by `text`. */
export async function writeImage(catalogueFolder: string, name: string, text: string): Promise<void> {
  const folder = path.join(catalogueFolder, name);
  await mkdir(path.join(folder, "rootfs"), { recursive: true });
  await writeFile(
    path.join(folder, "image.yaml"),
    `{ name: ${name}, description: For a test., use: For a test., standIn: false, config: { cmd: [/none] } }\n`,
  );
  await writeFile(path.join(folder, "rootfs/text"), text);
}
