/** @type {import("next").NextConfig} */
export default {
  distDir: process.env.SLIPWAY_NEXT_DIR ?? ".next",
  poweredByHeader: false,
  // Metadata is ready at once: nobody needs it streamed after the page.
  htmlLimitedBots: /.*/,
  // `npm test` checks all types; a fault in a test or a bench must not keep the lab from starting.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  serverExternalPackages: ["better-sqlite3", "@prisma/client", "@prisma/adapter-better-sqlite3"],
  // Next itself sets a route's type as a list, which its compression does not know; set here, it is text.
  headers: async () => [
    { source: "/search.json", headers: [{ key: "content-type", value: "application/json" }] },
  ],
  experimental: { optimizePackageImports: ["radix-ui"] },
};
