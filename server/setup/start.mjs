// @ts-check
// `npm start`: makes a fresh machine ready and serves the lab. Plain JavaScript without dependencies: it runs on the
// system's Node before anything is installed.
import { detectHost } from "./detect-host.mjs";
import { Interrupted, listenForInterruption } from "./interruption.mjs";
import { enterNamespace } from "./namespace.mjs";
import { portState } from "./port-state.mjs";
import { acquireRoot } from "./privileges.mjs";
import { serve } from "./serve.mjs";
import { refuseUnfitHost, setUp } from "./set-up.mjs";
import { readSetupSettings } from "./settings.mjs";
import { describeFailure } from "./show-failure.mjs";

async function start() {
  const settings = readSetupSettings(process.env);
  const { signal, release } = listenForInterruption();
  const [host, port] = await Promise.all([detectHost(settings), portState(settings)]);
  refuseUnfitHost(host, { ...settings, portState: port });
  const root = settings.usesPodman ? await acquireRights(host, settings) : undefined;
  await setUp({ settings, host, root, forTests: false }, signal);
  release();
  return serve(root);
}

/**
 * @param {import("./detect-host.mjs").HostFacts} host
 * @param {import("./settings.mjs").SetupSettings} settings
 */
function acquireRights(host, { maxSandboxes }) {
  return host.rootless ? enterNamespace(maxSandboxes) : acquireRoot("npm start");
}

try {
  process.exitCode = await start();
} catch (error) {
  if (error instanceof Interrupted) {
    process.stderr.write("Stopped. Run the same command again to go on.\n");
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(describeFailure(error));
    process.exitCode = 1;
  }
}
