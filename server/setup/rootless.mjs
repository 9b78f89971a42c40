// @ts-check
// `npm run rootless -- COMMAND`: runs a command as the lab without root runs its sandbox host.
import { spawn } from "node:child_process";
import { labEnvironment } from "./lab-node.mjs";
import { enterNamespace } from "./namespace.mjs";
import { sendSignal } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { describeFailure } from "./show-failure.mjs";

try {
  const { wrap } = await enterNamespace(0);
  const [file = "", ...args] = wrap(process.argv.slice(2), {});
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...labEnvironment() },
    stdio: "inherit",
  });
  // Ctrl-C reaches it from the terminal, as it does us.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => sendSignal(child, "SIGTERM"));
  child.once("close", (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  process.stderr.write(describeFailure(error));
  process.exitCode = 1;
}
