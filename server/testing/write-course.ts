import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export const LESSON = `---
title: Your first container
aim: You can start a container.
minutes: 5
images: [hello-world]
deeper: [{ title: Reference, url: "https://docs.docker.com/" }]
---

## Start \`one\`

Start it:

\`\`\`bash run
docker run hello-world
\`\`\`

::task{#ran-it}

## Look back

::picture{name="layers" alt="Two boxes share one layer"}

:::matters
Done.
:::
`;

export const TASKS = `tasks:
  - id: ran-it
    title: Run \`hello-world\`
    check: { kind: container, image: hello-world, state: exited }
    hints: [Look at the block above, Type docker run hello-world]
    solution: docker run hello-world
    mistakes:
      - { name: another image, run: docker run busybox, feedback: busybox }
      - { name: fetched it only, run: docker pull hello-world, feedback: No container }
`;

export const PICTURE = '<svg viewBox="0 0 10 10"><title>x</title><rect width="1" height="1"/></svg>';
/** Folder of the course's one lesson. */
export const FIRST = "01-basics/01-first";

/** Replaces files of the course, adds some, or leaves some out with `undefined`. */
export type CourseChanges = Readonly<Record<string, string | undefined>>;

export interface CourseFolder {
  readonly dir: string;
  write(changes?: CourseChanges): Promise<void>;
  remove(): Promise<void>;
}

/** A folder for a small course without faults; `write` fills it. */
export async function courseFolder(): Promise<CourseFolder> {
  const dir = await mkdtemp(path.join(tmpdir(), "course-"));
  return {
    dir,
    async write(changes = {}) {
      const files: CourseChanges = {
        "01-basics/track.yaml": "title: Basics\naim: You know the basics.\n",
        [`${FIRST}/lesson.md`]: LESSON,
        [`${FIRST}/tasks.yaml`]: TASKS,
        [`${FIRST}/pictures/layers.svg`]: PICTURE,
        [`${FIRST}/files/site/index.html`]: "<h1>Hello</h1>\n",
        "images/hello-world/image.yaml": "name: hello-world:linux\ntags: [latest]\n",
        "images/busybox/image.yaml": "name: busybox:latest\n",
        ...changes,
      };
      for (const [name, content] of Object.entries(files)) {
        if (content === undefined) continue;
        await mkdir(path.join(dir, path.dirname(name)), { recursive: true });
        await writeFile(path.join(dir, name), content);
      }
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
