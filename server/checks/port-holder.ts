import type { EngineClient } from "../sandbox/engine-client.ts";
import { readContainerList } from "./container-facts.ts";
import { quote } from "./quote.ts";

/** Who has published this port of the machine, other than the container named `except`, as a sentence. */
export async function portHolder(
  engine: EngineClient,
  port: number,
  except?: string,
): Promise<string | undefined> {
  const holder = (await readContainerList(engine)).find(
    ({ name, publicPorts }) => name !== except && publicPorts.includes(port),
  );
  if (holder === undefined) return undefined;
  return `Port ${port} is published, but by ${quote(holder.name)}.`;
}
