// @ts-check
/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // The front door answers compression and headers for every path; Next only draws pages.
  compress: false,
  // `npm run check` reads the types of the whole project; a start must not wait for those of the tests.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "pino", "better-auth", "kysely"],
  ...(process.env.WATCHFLOOR_DIST ? { distDir: process.env.WATCHFLOOR_DIST } : {}),
};
