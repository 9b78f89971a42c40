import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CourseChanges,
  type CourseFolder,
  courseFolder,
  FIRST,
  LESSON,
  PICTURE,
  TASKS,
} from "../testing/write-course.ts";
import { allFaults } from "./all-faults.ts";
import { faultLine } from "./course-error.ts";
import { loadCourse } from "./load-course.ts";

let course: CourseFolder;
beforeEach(async () => {
  course = await courseFolder();
});
afterEach(() => course.remove());

const replaced = (text: string, from: string | RegExp, to: string) => {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to replace: ${from}`);
  return changed;
};
const lesson = (from: string | RegExp, to: string): CourseChanges => ({
  [`${FIRST}/lesson.md`]: replaced(LESSON, from, to),
});
const tasks = (from: string | RegExp, to: string): CourseChanges => ({
  [`${FIRST}/tasks.yaml`]: replaced(TASKS, from, to),
});
/** A line, or several, between the paragraph and the fence: the first is line 13. */
const text = (lines: string) => lesson("Start it:", `Start it:\n\n${lines}\n`);
const fence = (commands: string) => text(`\`\`\`bash run\n${commands}\n\`\`\``);
const file = (content: string, name = "Dockerfile") => text(`\`\`\`text name=${name}\n${content}\n\`\`\``);
const solution = (script: string) => tasks("solution: docker run hello-world", `solution: ${script}`);
const check = (yaml: string) => tasks(/check:.*/, `check: ${yaml}`);
const script = (bash: string) => check(`{ kind: script, expected: A file, run: ${JSON.stringify(bash)} }`);
const asking = (yaml: string, answers: readonly [string, string]) => ({
  [`${FIRST}/tasks.yaml`]: `${TASKS.replace(/check:.*/, `check: ${yaml}`).replace(/mistakes:[\s\S]*/, "mistakes:\n")}${answers
    .map((answer) => `      - { name: a slip, answer: "${answer}", feedback: x }\n`)
    .join("")}`,
});
const QUIZ =
  "{ kind: quiz, question: Which one, choices: [{ id: a, text: A, right: true, say: Yes it is }, { id: b, text: B, say: Not so }, { id: c, text: C, say: Not so }] }";
const SORT =
  "{ kind: sort, question: Where to, groups: [{ id: g, title: G }, { id: h, title: H }], items: [{ id: a, text: A, group: g, say: It does }, { id: b, text: B, group: h, say: It does }, { id: c, text: C, group: h, say: It does }] }";
const FETCHING_BUSYBOX = lesson(
  "images: [hello-world]",
  "fetchAhead: [busybox]\nimages: [hello-world, busybox]",
);

/** rule, what makes it speak, what it says with file and line, what it keeps silent about */
const RULES: [string, CourseChanges, RegExp, CourseChanges?][] = [
  [
    "values",
    lesson("minutes: 5", "minutes: 99"),
    /lesson\.md:4 {2}minutes: .* -> /,
    lesson("minutes: 5", "minutes: 30"),
  ],
  ["unknown key, lesson", lesson("minutes", "colour: red\nminutes"), /lesson\.md:4 {2}colour: is not known/],
  [
    "unknown key, task",
    tasks("solution:", "colour: red\n    solution:"),
    /tasks\.yaml:6 {2}tasks\.0\.colour: is not known/,
  ],
  ["missing hints", tasks(/\n {4}hints:.*/, ""), /tasks\.yaml:2 {2}tasks\.0\.hints: is missing/],
  ["one hint", tasks(", Type docker run hello-world", ""), /tasks\.yaml:5 {2}tasks\.0\.hints: has too few/],
  ["front matter", lesson(/^---[\s\S]*?---\n/, ""), /lesson\.md:1 {2}has no front matter/],
  ["YAML", tasks(/$/, "  bad: [\n"), /tasks\.yaml:\d+ {2}is not YAML/],
  ["field of a check", tasks("state: exited", "state: tired"), /tasks\.yaml:4 {2}tasks\.0\.check\.state/],
  [
    "kind of a check",
    tasks("kind: container", "kind: magic"),
    /tasks\.yaml:4 {2}tasks\.0\.check\.kind: is no kind/,
  ],
  ["task never placed", lesson("::task{#ran-it}", "-"), /tasks\.yaml:2 {2}task "ran-it" is never placed/],
  [
    "task placed twice",
    text("::task{#ran-it}"),
    /lesson\.md:20 {2}::task\{#ran-it\} is placed a second time/,
  ],
  [
    "unknown task",
    text("::task{#other}"),
    /lesson\.md:13 {2}::task\{#other\} names no task.*use one of ran-it/,
  ],
  ["duplicate task", tasks(/$/, TASKS.replace("tasks:\n", "")), /tasks\.yaml:10 {2}"ran-it" is taken/],
  [
    "order of tasks",
    {
      ...lesson("::task{#ran-it}", "::task{#second}\n\n::task{#ran-it}"),
      ...tasks(/$/, TASKS.replace("tasks:\n", "").replace("ran-it", "second")),
    },
    /tasks\.yaml:2 {2}task "ran-it" does not stand where .*second, ran-it/,
    {
      ...lesson("::task{#ran-it}", "::task{#ran-it}\n\n::task{#second}"),
      ...tasks(/$/, TASKS.replace("tasks:\n", "").replace("ran-it", "second")),
    },
  ],
  [
    "missing picture",
    text('::picture{name="b" alt="It teaches"}'),
    /lesson\.md:13 {2}pictures\/b\.svg is missing/,
  ],
  ["picture without alt", text('::picture{name="layers"}'), /lesson\.md:13 {2}::picture needs alt/],
  ["unused picture", { [`${FIRST}/pictures/idle.svg`]: PICTURE }, /pictures\/idle\.svg is never placed/],
  [
    "no picture",
    { ...lesson(/::picture.*/, "Look."), [`${FIRST}/pictures/layers.svg`]: undefined },
    /lesson\.md:9 {2}has no picture/,
  ],
  [
    "unsafe picture",
    { [`${FIRST}/pictures/layers.svg`]: "<svg viewBox='0 0 1 1'><script/></svg>" },
    /layers\.svg {2}<script>/,
  ],
  [
    "id of a picture taken",
    {
      ...text('::picture{name="b" alt="It teaches"}'),
      [`${FIRST}/pictures/layers.svg`]: PICTURE.replace("<rect", '<rect id="tip"'),
      [`${FIRST}/pictures/b.svg`]: PICTURE.replace("<rect", '\n<rect id="tip"'),
    },
    /(layers|b)\.svg:\d {2}id "tip" is taken/,
    {
      ...text('::picture{name="b" alt="It teaches"}'),
      [`${FIRST}/pictures/layers.svg`]: PICTURE.replace("<rect", '<rect id="tip"'),
      [`${FIRST}/pictures/b.svg`]: PICTURE.replace("<rect", '\n<rect id="top"'),
    },
  ],
  ["no :::matters", lesson(":::matters", ":::note"), /lesson\.md:19 {2}does not say why it matters/],
  [
    "two :::matters",
    text(":::matters\nIt does.\n:::"),
    /lesson\.md:28 {2}is a second :::matters/,
    text(":::why\nSo.\n:::"),
  ],
  ["text before the first step", lesson("## Start", "Hello.\n\n## Start"), /lesson\.md:9 {2}text stands/],
  ["empty step", lesson("## Look", "## Nothing\n\n## Look"), /lesson\.md:19 {2}step "Nothing" is empty/],
  ["raw HTML", text("<b>bold</b>"), /lesson\.md:13 {2}raw HTML/, text("`<b>bold</b>`")],
  ["unknown directive", text("::video{#a}"), /lesson\.md:13 {2}::video is not known/],
  ["unknown box", text(":::tip\nx\n:::"), /lesson\.md:13 {2}:::tip is not known/],
  ["box left open", text(":::why\nx"), /lesson\.md:13 {2}:::why is not closed/],
  ["broken directive", text("::task{#x"), /lesson\.md:13 {2}.* is read as text/],
  ["fence word", text("```bash runn\nls\n```"), /lesson\.md:13 {2}"runn" is not known/],
  [
    "prompt in a command",
    fence("ls\n$ docker ps"),
    /lesson\.md:15 {2}"\$ docker ps" begins with a prompt/,
    fence("echo $ x"),
  ],
  [
    "prompt with a name",
    fence("learner@lab:~$ docker ps"),
    /lesson\.md:14 {2}.*prompt/,
    text("```output\n$ docker ps\n```"),
  ],
  [
    "hint of two paragraphs",
    tasks("[Look at", '["a bb\\n\\ncc", Look at'),
    /tasks\.yaml:5 {2}tasks\.0\.hints\.0: /,
  ],
  ["stray file", { [`${FIRST}/notes.txt`]: "x" }, /notes\.txt {2}is not part of a lesson/],
  ["number taken", { "01-basics/1-other/lesson.md": LESSON }, /number 1 is taken by/],
  ["id taken", { "01-basics/02-first/lesson.md": LESSON }, /id "first" is taken by number 1/],
  ["name of a lesson", { "01-basics/02-Bad_Name/lesson.md": "" }, /02-Bad_Name {2}is no name for a lesson/],
  ["name of a track", { "02-Bad_Name/track.yaml": "" }, /02-Bad_Name {2}is no name for a track/],

  [
    "relative link",
    text("[x](../other/lesson.md)"),
    /lesson\.md:13 {2}link "\.\.\/other\/lesson\.md" leads nowhere/,
  ],
  [
    "unsafe link",
    text("[x](javascript:alert(1))"),
    /lesson\.md:13 {2}link .* leads nowhere/,
    text("[x](https://docs.docker.com/)"),
  ],
  [
    "link to no lesson",
    text("[x](/learn/basics/second)"),
    /lesson\.md:13 {2}.* names no page/,
    text("[x](/learn/basics/first)"),
  ],
  ["link to no page", text("[x](/course)"), /names no page/, text("[x](/)")],
  [
    "link to no step",
    text("[x](/learn/basics/first?step=3)"),
    /names a step that is not there.*step=2/,
    text("[x](/learn/basics/first?step=2)"),
  ],
  [
    "link to no task",
    text("[x](#task-other)"),
    /lesson\.md:13 {2}.* names no task there.*#task-ran-it/,
    text("[x](#task-ran-it)"),
  ],
  [
    "link to a task of another step",
    text("[x](/learn/basics/first?step=2#task-ran-it)"),
    /names no task there/,
    text("[x](/learn/basics/first?step=1#task-ran-it)"),
  ],
  [
    "link in a hint",
    tasks("[Look at the block above", '["See [x](/nowhere)"'),
    /tasks\.yaml:5 {2}link "\/nowhere"/,
    tasks("[Look at the block above", '["See [x](/)"'),
  ],

  [
    "image of the front matter",
    lesson("[hello-world]", "[hello-world, ubuntu]"),
    /lesson\.md:5 {2}images\.1: "ubuntu" is not in the catalogue/,
  ],
  [
    "image that no text uses",
    { ...lesson("[hello-world]", "[hello-world, nginx]"), "images/nginx/image.yaml": "name: nginx:latest\n" },
    /lesson\.md:5 {2}images\.1: "nginx" is used nowhere/,
    lesson("[hello-world]", "[hello-world, busybox:latest]"),
  ],
  [
    "image to fetch ahead that is none of the lesson's",
    lesson("images:", "fetchAhead: [busybox]\nimages:"),
    /lesson\.md:5 {2}fetchAhead\.0: "busybox" is not among images/,
    lesson("images: [hello-world]", "fetchAhead: [busybox]\nimages: [hello-world, busybox]"),
  ],
  [
    "image to fetch ahead that a task looks for",
    { ...FETCHING_BUSYBOX, ...check("{ kind: image, name: busybox:latest }") },
    /lesson\.md:5 {2}fetchAhead\.0: "busybox" is what task "ran-it" has the learner fetch/,
    { ...FETCHING_BUSYBOX, ...check("{ kind: image, name: busybox, present: false }") },
  ],
  [
    "image to fetch ahead whose pull a task looks for, among other things",
    {
      ...FETCHING_BUSYBOX,
      ...check(
        "{ kind: all, checks: [{ kind: image-event, name: busybox, action: pull }, { kind: file, path: x }] }",
      ),
    },
    /fetchAhead\.0: "busybox" is what task "ran-it"/,
    { ...FETCHING_BUSYBOX, ...check("{ kind: image-event, name: busybox, action: tag }") },
  ],
  [
    "image of a command",
    fence("docker run --name x -p 80:80 -it ubuntu sh"),
    /lesson\.md:14 {2}image "ubuntu" is not/,
    fence("docker run --name ubuntu -it busybox ubuntu"),
  ],
  [
    "image of a pull",
    fence("ls\nsudo docker image pull -q ubuntu:24.04"),
    /lesson\.md:15 {2}image "ubuntu:24\.04"/,
    fence("docker pull docker.io/library/busybox"),
  ],
  [
    "image of a solution",
    solution("docker run ubuntu"),
    /tasks\.yaml:6 {2}image "ubuntu"/,
    solution('docker run -v "$(pwd)/a:/b" --rm busybox ls'),
  ],
  [
    "image of a solution of several lines",
    solution("|\n      docker run \\\n        --rm busybox\n      docker run ubuntu"),
    /tasks\.yaml:9 {2}image "ubuntu"/,
    solution("|\n      docker build -t mine .\n      docker run mine\n      docker run $IMAGE"),
  ],
  [
    "image of a mistake",
    tasks("run: docker run busybox", "run: docker run ubuntu"),
    /tasks\.yaml:8 {2}image "ubuntu"/,
    tasks("run: docker run busybox", "run: docker run ubuntu || true"),
  ],
  [
    "image that is absent on purpose",
    { ...lesson("images:", "absentImages: [ubuntu]\nimages:") },
    /absentImages\.0: "ubuntu" is used nowhere/,
    {
      ...lesson(
        /images:([\s\S]*)Start it:/,
        "absentImages: [ubuntu]\nimages:$1```bash run\ndocker run ubuntu\n```\n",
      ),
    },
  ],
  [
    "image of a Dockerfile",
    file("FROM ubuntu\nRUN ls"),
    /lesson\.md:14 {2}image "ubuntu"/,
    file("FROM --platform=linux/amd64 busybox AS base\nFROM scratch\nFROM base\nFROM $X"),
  ],
  [
    "image of a Dockerfile in files/",
    { [`${FIRST}/files/app/Dockerfile`]: "# x\nFROM ubuntu\n" },
    /files\/app\/Dockerfile:2 {2}image "ubuntu"/,
  ],
  [
    "image of a compose file",
    file("services:\n  web:\n    image: ubuntu\n", "compose.yaml"),
    /lesson\.md:16 {2}image "ubuntu"/,
    file("services:\n  web:\n    image: mine\n    build: .\n  db:\n    image: busybox\n", "compose.yaml"),
  ],
  [
    "image of a here-document",
    solution("|\n      cat > Dockerfile <<'EOF'\n      FROM ubuntu\n      EOF"),
    /tasks\.yaml:8 {2}image "ubuntu"/,
  ],
  [
    "image of a registry of the lesson",
    fence("docker pull ubuntu"),
    /"ubuntu"/,
    fence("docker pull localhost:5000/you/app:1.0"),
  ],
  [
    "image that the lesson tags",
    fence("docker run you/app"),
    /"you\/app"/,
    fence("docker tag busybox you/app\ndocker run you/app"),
  ],

  [
    "check that ignores its exit code",
    script("test -f x || true"),
    /tasks\.yaml:4 {2}tasks\.0\.check\.run: passes whatever/,
    script("test -f x || exit 1; exit 0"),
  ],
  ["check that ends well", script("grep a b; exit 0"), /passes whatever/, script("test -f x")],
  [
    "wait in a check",
    script("sleep 2; test -f x"),
    /tasks\.yaml:4 {2}.*waits for a time/,
    script("sh -c 'sleep 2'; test -f x"),
  ],
  [
    "wait in a solution",
    solution("|\n      docker run hello-world\n      sleep 2"),
    /tasks\.yaml:8 {2}.*waits for a time/,
    solution("|\n      docker run -d hello-world sleep 60\n      until docker ps; do sleep 0.2; done"),
  ],
  [
    "wait in a mistake",
    tasks("run: docker run busybox", 'run: "docker run busybox; sleep 1"'),
    /tasks\.yaml:8 {2}.*waits/,
    tasks("run: docker run busybox", 'run: "sleep 100 & docker run busybox"'),
  ],
  [
    "one mistake",
    tasks(/\n.*fetched it only.*/, ""),
    /tasks\.yaml:7 {2}tasks\.0\.mistakes: holds fewer than 2/,
    tasks(/\n.*fetched it only.*/, "\n    fewMistakes: There is no other."),
  ],
  [
    "fewMistakes for nothing",
    tasks("solution:", "fewMistakes: There is none.\n    solution:"),
    /fewMistakes: has no use/,
  ],
  [
    "typed answer without its solution",
    asking("{ kind: answer, question: How many, accept: ['3'] }", ["1", "2"]),
    /tasks\.yaml:4 {2}.*asks for an answer.*solutionAnswer/,
  ],
  [
    "answer to no question",
    tasks("run: docker run busybox", "answer: x"),
    /tasks\.yaml:8 {2}tasks\.0\.mistakes\.0\.answer: has no use/,
  ],
  [
    "mistake without an answer",
    { [`${FIRST}/tasks.yaml`]: TASKS.replace(/check:.*/, `check: ${QUIZ}`) },
    /tasks\.yaml:8 {2}tasks\.0\.mistakes\.0: gives no answer/,
  ],
  [
    "unknown choice",
    asking(QUIZ, ["b", "d"]),
    /tasks\.yaml:9 {2}.*unknown choice, "d".*use a, b, c/,
    asking(QUIZ, ["b", "a,c"]),
  ],
  [
    "right choice as a mistake",
    asking(QUIZ, ["b", "a"]),
    /tasks\.yaml:9 {2}.*is the right answer/,
    asking(`{ kind: all, checks: [{ kind: image, name: busybox }, ${QUIZ}] }`, ["b", "a"]),
  ],
  ["unknown item", asking(SORT, ["a=h", "x=g"]), /unknown item, "x"/, asking(SORT, ["a=h", "b=g,c=g"])],
  ["unknown group", asking(SORT, ["a=h", "a=x"]), /unknown group, "x"/],
  ["right places as a mistake", asking(SORT, ["a=h", "c=h,b=h,a=g"]), /is the right answer/],
  [
    "duplicate choice",
    asking(QUIZ.replace("id: b", "id: a"), ["a", "c"]),
    /tasks\.yaml:4 {2}.*"a" is taken by a choice/,
  ],
];

async function faultsWith(changes: CourseChanges): Promise<string> {
  await course.write(changes);
  return allFaults(await loadCourse(course.dir))
    .map((fault) => faultLine(fault))
    .join("\n");
}

it("says nothing of a course without faults", async () => {
  expect(await faultsWith({})).toBe("");
});

describe("each rule speaks, with file, line and a fix", () => {
  it.each(RULES)("%s", async (_name, changes, expected) => {
    const faults = await faultsWith(changes);
    expect(faults).toMatch(expected);
    for (const line of faults.split("\n")) expect(line).toMatch(/ -> \S/);
  });
});

describe("each rule keeps silent about what is meant", () => {
  const silent = RULES.flatMap(([name, , , changes]) => (changes ? [[name, changes] as const] : []));
  it.each(silent)("%s", async (_name, changes) => {
    expect(await faultsWith(changes)).toBe("");
  });
});
