const HUB = "docker.io";

/** A full image name in its parts; `tag` is absent where a digest pins the image. */
export interface ImageNameParts {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * Splits an image name as the Docker client reads it: no registry means Docker Hub, one word there means its
 * `library/`, no tag means `latest`. A first part is a registry when it holds a dot or a colon or is `localhost`.
 */
export function splitImageName(name: string): ImageNameParts {
  const [named = "", digest] = name.trim().split("@", 2);
  const slash = named.indexOf("/");
  const head = slash === -1 ? "" : named.slice(0, slash);
  const hasRegistry = head.includes(".") || head.includes(":") || head === "localhost";
  const registry = hasRegistry ? head.replace(/^index\.docker\.io$/, HUB) : HUB;
  const rest = hasRegistry ? named.slice(slash + 1) : named;
  const [path = "", tag] = rest.split(":", 2);
  return {
    registry,
    repository: registry === HUB && !path.includes("/") ? `library/${path}` : path,
    tag: tag ?? (digest === undefined ? "latest" : undefined),
    digest,
  };
}

/** `nginx`, `nginx:latest` and `docker.io/library/nginx:latest` -> the same text. */
export function normaliseImageName(name: string): string {
  const { registry, repository, tag, digest } = splitImageName(name);
  return `${registry}/${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}
