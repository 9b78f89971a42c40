import path from "node:path";
import { defineConfig } from "prisma/config";

const root = import.meta.dirname;

// Prisma's own schema engine is a download from a host of its own; ours is the same engine, from npm.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(root, "prisma/schema-engine/schema-engine.mjs");
process.env.CHECKPOINT_DISABLE ??= "1";

const dataDir = path.resolve(root, process.env.SLIPWAY_DATA ?? "data");

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: `file:${path.join(dataDir, "slipway.db")}` },
});
