/** @type {import("next").NextConfig} */
export default {
  distDir: process.env.SLIPWAY_NEXT_DIR ?? ".next",
  poweredByHeader: false,
  devIndicators: false,
  serverExternalPackages: ["better-sqlite3", "@prisma/client", "@prisma/adapter-better-sqlite3"],
  experimental: { optimizePackageImports: ["radix-ui"] },
};
