import { expect, test } from "vitest";
import type { BuiltLayer } from "./build-layers.ts";
import type { CatalogueImage } from "./catalogue.ts";
import { composeImageJson, ImageJson } from "./image-config.ts";

const created = "2026-01-01T00:00:00.000Z";

function image(name: string, config: Partial<CatalogueImage["config"]>): CatalogueImage {
  return {
    name,
    repository: `library/${name}`,
    tags: ["latest"],
    description: "Ours.",
    use: "For a test.",
    standIn: false,
    architectures: ["amd64"],
    base: undefined,
    packages: [],
    without: [],
    leaveOut: [],
    material: [],
    folder: `/images/${name}`,
    config: { env: {}, ports: [], volumes: [], labels: {}, ...config },
  };
}

function compose(of: CatalogueImage, layers: readonly string[], below?: ImageJson): ImageJson {
  const built = layers.map(
    (diffId): BuiltLayer => ({
      file: "",
      size: 1,
      digest: "",
      diffId,
      unpackedSize: 1,
      madeBy: `made ${diffId}`,
    }),
  );
  const json = composeImageJson(of, { architecture: "amd64", layers: built, below, created });
  return ImageJson.parse(JSON.parse(JSON.stringify(json)));
}

const base = compose(
  image("base", { cmd: ["sh"], env: { PATH: "/bin", LANG: "C" }, ports: [80], labels: { kept: "yes" } }),
  ["sha256:base"],
);

test("what an image says of its start is in its configuration and its history", () => {
  expect(base.config).toMatchObject({
    Cmd: ["sh"],
    Env: ["PATH=/bin", "LANG=C"],
    ExposedPorts: { "80/tcp": {} },
  });
  expect(base.config.Labels).toMatchObject({ "org.opencontainers.image.title": "base", kept: "yes" });
  const withLayers = base.history.filter((step) => step.empty_layer !== true);
  expect(withLayers.map((step) => step.created_by)).toEqual(["made sha256:base"]);
  expect(base.history.map((step) => step.created_by)).toContain('CMD ["sh"]');
});

test("an image on top inherits, and adds its own", () => {
  const top = compose(
    image("top", { env: { LANG: "C.UTF-8" }, ports: [5000], workdir: "/data" }),
    ["sha256:top"],
    base,
  );
  expect(top.rootfs.diff_ids).toEqual(["sha256:base", "sha256:top"]);
  expect(top.config.Env).toEqual(["PATH=/bin", "LANG=C.UTF-8"]);
  expect(top.config).toMatchObject({ Cmd: ["sh"], WorkingDir: "/data" });
  expect(Object.keys(top.config.ExposedPorts ?? {})).toEqual(["80/tcp", "5000/tcp"]);
  expect(top.config.Labels).toMatchObject({ "org.opencontainers.image.title": "top", kept: "yes" });
});

test("an entrypoint of its own sets the inherited command aside, as in a Dockerfile", () => {
  expect(compose(image("top", { entrypoint: ["/run"] }), [], base).config.Cmd).toBeUndefined();
});
