// @ts-check
// `npm run doctor`: looks at everything the lab needs of this machine, and says what to do where something lacks.
import { detectHost } from "./detect-host.mjs";
import { checkHost } from "./host-checks.mjs";
import { portState } from "./port-state.mjs";
import { readSetupSettings } from "./settings.mjs";

const MARKS = { ok: "✓", setup: "·", warn: "!", stop: "✗" };
const NAME_WIDTH = 17;

/** @param {import("./host-check.mjs").HostCheck} check */
function show({ name, state, found, todo }) {
  const line = `  ${MARKS[state]} ${name.padEnd(NAME_WIDTH)} ${found}\n`;
  return todo ? `${line}${" ".repeat(NAME_WIDTH + 5)}${todo}\n` : line;
}

/** @param {readonly import("./host-check.mjs").HostCheck[]} checks */
function verdict(checks) {
  const stops = checks.filter((check) => check.state === "stop").length;
  if (stops > 0) return `${stops} of ${checks.length} must be mended before the lab can run.\n`;
  const rest = checks.some((check) => check.state === "setup");
  return rest ? "The lab can run here; npm start does the rest.\n" : "The lab can run here.\n";
}

const settings = readSetupSettings(process.env);
const [host, port] = await Promise.all([detectHost(settings), portState(settings)]);
const checks = checkHost(host, { ...settings, portState: port });
process.stdout.write(`${checks.map(show).join("")}${verdict(checks)}`);
process.exitCode = checks.some((check) => check.state === "stop") ? 1 : 0;
