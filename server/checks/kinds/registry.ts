import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Check } from "../check.ts";
import { quote, quoteList } from "../quote.ts";
import {
  askRegistry,
  type Manifest,
  type RepositoryPlace,
  readManifest,
  readRepositories,
  readTags,
} from "../registry-client.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type RegistrySpec = CheckSpecOf<"registry">;

/** What a registry that the learner runs in the sandbox holds. A push is no news of the engine's registry to us. */
export function registryCheck(spec: RegistrySpec): Check {
  return {
    watches: ["container", "image"],
    async run({ sandbox }) {
      const place = { sandbox, url: `http://127.0.0.1:${spec.port}`, repository: spec.repository };
      const miss = (await noRegistry(place, spec)) ?? (await holdingMiss(place, spec));
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

function wanted({ port, repository, tag, present, platforms }: RegistrySpec): string {
  const what = `\`${repository}:${tag}\``;
  if (!present) return `The registry on port ${port} no longer has ${what}.`;
  if (platforms === undefined) return `The registry on port ${port} has ${what}.`;
  return `The registry on port ${port} has ${what} for ${quoteList(platforms, platforms.length)}.`;
}

async function noRegistry(place: RepositoryPlace, spec: RegistrySpec): Promise<Miss | undefined> {
  const { port } = spec;
  const answer = await askRegistry(place, "");
  if (answer.outcome === "answered" && answer.status === 200) return undefined;
  const found =
    answer.outcome === "refused"
      ? `Nothing listens on port ${port} of your machine.`
      : answer.outcome === "answered"
        ? `Port ${port} of your machine answers with status ${answer.status}, which an open registry does not.`
        : `Port ${port} of your machine takes a connection, but does not answer as a registry does.`;
  return {
    found,
    expected: wanted(spec),
    next: `\`docker run -d -p ${port}:5000 registry:2\` starts one. \`docker ps\` lists what is published.`,
  };
}

async function holdingMiss(place: RepositoryPlace, spec: RegistrySpec): Promise<Miss | undefined> {
  const { port, repository, tag, present } = spec;
  const manifest = await readManifest(place, tag);
  if (!present) {
    if (manifest === undefined) return undefined;
    return {
      found: `The registry on port ${port} still has \`${repository}:${tag}\`.`,
      expected: wanted(spec),
      next: "A registry removes what it is asked to remove by its digest.",
    };
  }
  if (manifest !== undefined) return platformsMiss(manifest, spec);
  const tags = await readTags(place);
  if (tags !== undefined && tags.length > 0) {
    return {
      found: `The registry on port ${port} has \`${repository}\` with ${tags.length === 1 ? "the tag" : "tags"} ${quoteList(tags, 5)}, but not \`${tag}\`.`,
      expected: wanted(spec),
      next: `\`docker push localhost:${port}/${repository}:${tag}\` sends it, once an image has this name.`,
    };
  }
  const others = (await readRepositories(place)) ?? [];
  return {
    found: `The registry on port ${port} has no \`${repository}\`${others.length > 0 ? `, but ${quoteList(others)}` : ": it is empty"}.`,
    expected: wanted(spec),
    next: `\`docker tag\` gives an image the name \`localhost:${port}/${repository}:${tag}\`, \`docker push\` sends it there.`,
  };
}

function platformsMiss(manifest: Manifest, spec: RegistrySpec): Miss | undefined {
  const { repository, tag, platforms, port } = spec;
  if (platforms === undefined) return undefined;
  const what = `\`${repository}:${tag}\``;
  if (manifest.kind === "image") {
    return {
      found: `The registry on port ${port} has ${what}, but it is one image and no list of several.`,
      expected: wanted(spec),
      next: "`docker manifest create` joins images into a list, `docker manifest push` sends it.",
    };
  }
  const names = manifest.images.map((image) => image.platform).filter((name) => name !== "");
  const missing = platforms.filter(
    (platform) => !names.some((name) => `${name}/`.startsWith(`${platform}/`)),
  );
  if (missing.length === 0) return undefined;
  return {
    found: `${what} is a list for ${quoteList(
      names.map((name) => name),
      5,
    )}, but not for ${quoteList(missing)}.`,
    expected: wanted(spec),
    next: `Make the list again with the image for ${quote(missing[0] ?? "")} in it too, then push it.`,
  };
}
