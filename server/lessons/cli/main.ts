import path from "node:path";
import { lessonCommand } from "./lesson-command.ts";

/** `npm run lesson -- COMMAND` */
const lessonsDir = path.resolve(process.env.SLIPWAY_LESSONS ?? "lessons");
process.exitCode = await lessonCommand(process.argv.slice(2), lessonsDir, (text) =>
  process.stdout.write(text),
);
